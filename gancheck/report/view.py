"""The whole page as plain values, made from a record. The templates only place what is here."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from gancheck.engine.record import Record, RecordedEvent
from gancheck.evidence.outcome import Status
from gancheck.report.phrasing import counted, seconds
from gancheck.report.run_line import run_line
from gancheck.report.spending import budget_sentences
from gancheck.report.statuses import STATUSES, StatusView
from gancheck.report.verdict import VerdictView, verdict

OPEN = (Status.ERRORED, Status.XPASSED, Status.INCONCLUSIVE)
SUITES = {
    "theory": "What the theory says exactly: the value function, Propositions 1 and 2, Theorem 1.",
    "algorithm": "Whether the training loop is Algorithm 1.",
    "convergence": "Whether p_g reaches p_data, as statements with a probability.",
    "stability": "Whether training stays clear of collapse, oscillation and vanishing gradients.",
}


@dataclass(frozen=True)
class Count:
    """How many checks have a status."""

    status: StatusView
    number: int


@dataclass(frozen=True)
class Group:
    """A section of checks."""

    title: str
    anchor: str
    about: str
    verdicts: tuple[VerdictView, ...]


@dataclass(frozen=True)
class PageView:
    """Everything that the page says."""

    headline: str
    standing: StatusView
    version: str
    target: str
    reproduce: str
    warnings: tuple[str, ...]
    counts: tuple[Count, ...]
    verdicts: tuple[VerdictView, ...]
    missing: tuple[str, ...]
    missing_summary: str
    groups: tuple[Group, ...]
    budget: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    environment: tuple[tuple[str, str], ...]
    events: tuple[str, ...]
    meanings: tuple[StatusView, ...]


def view(record: Record, *, points: int = 400, characters: int = 12_000) -> PageView:
    """Make the page of a record, with at most `points` points a series and `characters` of each long text."""
    header, counts = record.header, record.counts
    views = _distinct(verdict(result, points=points, characters=characters) for result in record.results)
    groups = _groups(views)
    return PageView(
        headline=_headline(record),
        standing=_standing(record),
        version=header.version,
        target=_target(record),
        reproduce=run_line(record),
        warnings=_warnings(record),
        counts=tuple(Count(shown, counts[status]) for status, shown in STATUSES.items() if status in counts),
        verdicts=tuple(each for group in groups for each in group.verdicts),
        missing=record.missing,
        missing_summary=f"{counted(len(record.missing), 'planned check')} without a result",
        groups=groups,
        budget=budget_sentences(record),
        facts=_facts(record),
        environment=tuple(sorted((name, str(value)) for name, value in header.environment.items())),
        events=tuple(map(_event, record.events)),
        meanings=tuple(STATUSES.values()),
    )


def _headline(record: Record) -> str:
    counts, total = record.counts, len(record.results)
    if not total:
        return "No results"
    applicable = total - counts.get(Status.NOT_APPLICABLE, 0)
    failed, errored = counts.get(Status.FAILED, 0), counts.get(Status.ERRORED, 0)
    if failed:
        return f"{failed} of {counted(applicable, 'check')} failed" + (f", {errored} errored" if errored else "")
    if errored:
        return f"{errored} of {counted(applicable, 'check')} errored"
    if inconclusive := counts.get(Status.INCONCLUSIVE, 0):
        return f"No check failed, {inconclusive} of {applicable} inconclusive"
    if not applicable:
        return "No check applies to this target"
    if counts.get(Status.PASSED, 0) == applicable:
        return f"All {applicable} applicable checks passed" if applicable > 1 else "The one applicable check passed"
    return f"No check failed unexpectedly, {counts.get(Status.PASSED, 0)} of {applicable} passed"


def _standing(record: Record) -> StatusView:
    """Return the gravest status, which marks the page as a whole: nothing is right before all is."""
    grave = (status for status in (Status.FAILED, *OPEN) if status in record.counts)
    default = Status.INCONCLUSIVE if record.missing or not record.results else Status.PASSED
    return STATUSES[next(grave, default)]


def _target(record: Record) -> str:
    name, spec = record.header.target_name, record.header.target
    return f"{name} ({spec})" if name and name != spec else spec


def _warnings(record: Record) -> tuple[str, ...]:
    # A record may hold several stretches: the last of these events tells how it stands.
    standing = [event.kind for event in record.events if event.kind in ("finished", "interrupted", "resumed")]
    last = standing[-1] if standing else ""
    warnings = []
    if last != "finished":
        done, planned = len(record.results), len(record.results) + len(record.missing)
        state = "was interrupted" if last == "interrupted" else "is not finished"
        warnings.append(f"This run {state}: {done} of {counted(planned, 'planned check')} have a result.")
    elif record.missing:
        warnings.append(f"This run ended with {counted(len(record.missing), 'planned check')} without a result.")
    return tuple(warnings)


def _groups(views: Iterable[VerdictView]) -> tuple[Group, ...]:
    """Group failures, then what is open, then the rest by suite; leave out empty groups."""
    remaining = list(views)

    def take(title: str, anchor: str, about: str, wanted: Iterable[VerdictView]) -> Group:
        return Group(title, anchor, about, tuple(wanted))

    open_keys = [STATUSES[status].key for status in OPEN]
    failed = [each for each in remaining if each.status.key == STATUSES[Status.FAILED].key]
    undecided = sorted(
        (each for each in remaining if each.status.key in open_keys),
        key=lambda each: open_keys.index(each.status.key),
    )
    groups = [
        take("Failed", "failed", "What was measured lies outside what is allowed.", failed),
        take("Open", "open", "No judgement, or one that nobody expected.", undecided),
    ]
    rest = [each for each in remaining if each not in failed and each not in undecided]
    suites = [*SUITES, *sorted({each.suite for each in rest} - set(SUITES))]
    for place, suite in enumerate(suites):
        title, about = suite.capitalize() or "Other", SUITES.get(suite, "")
        groups.append(take(title, f"suite-{place}", about, (each for each in rest if each.suite == suite)))
    return tuple(group for group in groups if group.verdicts)


def _distinct(views: Iterable[VerdictView]) -> list[VerdictView]:
    """Give views anchors that differ, also where two identifiers differ only in punctuation."""
    seen: set[str] = set()
    distinct = []
    for each in views:
        anchor, copy = each.anchor, 2
        while anchor in seen:
            anchor, copy = f"{each.anchor}-{copy}", copy + 1
        seen.add(anchor)
        distinct.append(dataclasses.replace(each, anchor=anchor))
    return distinct


def _facts(record: Record) -> tuple[tuple[str, str], ...]:
    header = record.header
    facts = [
        ("target", header.target),
        ("target's digest", header.digest),
        ("capabilities", ", ".join(header.capabilities)),
        *((f"lacks {name}", why) for name, why in sorted(header.lacks.items())),
        ("seed", str(header.seed)),
        ("device", header.device),
        ("started", header.started),
        ("work", f"{seconds(record.seconds)} in {counted(len(record.results), 'check')}"),
        ("gancheck", header.version),
        *sorted((name, str(value)) for name, value in header.settings.items()),
        *(("note", note) for note in header.notes),
    ]
    return tuple((name, value) for name, value in facts if value)


def _event(event: RecordedEvent) -> str:
    words = event.kind.replace("-", " ")
    return " · ".join(part for part in (event.at, words, event.text) if part)
