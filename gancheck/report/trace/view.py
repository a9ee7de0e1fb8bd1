"""The page of a trace as plain values. The templates only place what is here."""

from __future__ import annotations

from dataclasses import dataclass

import gancheck
from gancheck.report.phrasing import counted, seconds
from gancheck.report.statuses import StatusView
from gancheck.report.trace.excerpt import Excerpt, excerpt
from gancheck.report.trace.kinds import KINDS
from gancheck.report.trace.phrases import ending, tally
from gancheck.report.trace.standing import by_clause, clauses, ended_well
from gancheck.report.trace.timeline.drawing import Timeline, draw
from gancheck.tracing.finding import Finding, Kind
from gancheck.tracing.report import TraceReport

PLACES = 6
OPEN_STRIPS = 4  # the others are folded


@dataclass(frozen=True)
class FindingView:
    """What the page says about one finding. An empty text is not shown."""

    anchor: str
    kind: StatusView
    clause: str
    cause: str
    pair: str
    claim: str
    source: str
    seen: str
    effect: str
    change: str
    threads: tuple[str, ...]
    code: tuple[Excerpt, ...]


@dataclass(frozen=True)
class Group:
    """A section of findings."""

    title: str
    anchor: str
    about: str
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class TracePage:
    """Everything that the page says."""

    headline: str
    standing: str
    version: str
    command: str
    reproduce: str
    summary: tuple[str, ...]
    ending: str
    warnings: tuple[str, ...]
    counts: tuple[tuple[StatusView, int], ...]
    groups: tuple[Group, ...]
    rest: tuple[FindingView, ...]
    timeline: Timeline
    shown: int
    facts: tuple[tuple[str, str], ...]
    environment: tuple[tuple[str, str], ...]
    meanings: tuple[StatusView, ...]


def view(report: TraceReport) -> TracePage:
    """Make the page of a trace."""
    views = [_finding(finding, place) for place, finding in enumerate(report.findings)]
    groups = (
        Group("Violations", "violations", KINDS[Kind.VIOLATION].meaning, _of(views, Kind.VIOLATION)),
        Group("Departures", "departures", KINDS[Kind.DEPARTURE].meaning, _of(views, Kind.DEPARTURE)),
        Group("Notes", "notes", KINDS[Kind.NOTE].meaning, _of(views, Kind.NOTE)),
    )
    # As in the terminal: what was found is counted by finding, what holds or was not seen by clause.
    counts = {
        Kind.VIOLATION: len(report.violations),
        Kind.DEPARTURE: len(report.departures),
        Kind.NOTE: len(report.notes),
        Kind.KEPT: len(clauses(report, Kind.KEPT)),
        Kind.UNSEEN: len(clauses(report, Kind.UNSEEN)),
    }
    command = report.script.command if report.script is not None else ""
    return TracePage(
        headline=_headline(report),
        standing=_standing(report),
        version=gancheck.__version__,
        command=command,
        reproduce=f"gancheck trace {command}" if command else "",
        summary=report.summary,
        ending=ending(report),
        warnings=_warnings(report),
        counts=tuple((shown, counts[kind]) for kind, shown in KINDS.items() if counts[kind]),
        groups=tuple(group for group in groups if group.findings),
        rest=_of(views, Kind.KEPT) + _of(views, Kind.UNSEEN),
        timeline=draw(report.timeline, {finding.clause for finding in report.violations}),
        shown=OPEN_STRIPS,
        facts=_facts(report),
        environment=tuple(sorted(report.environment.items())),
        meanings=tuple(KINDS.values()),
    )


def _finding(finding: Finding, place: int) -> FindingView:
    code = dict.fromkeys(finding.places)
    return FindingView(
        anchor=f"finding-{place + 1}",
        kind=KINDS[finding.kind],
        clause=finding.clause,
        cause=finding.cause,
        pair=finding.pair,
        claim=finding.claim,
        source=finding.source,
        seen=finding.seen,
        effect=finding.effect,
        change=finding.change,
        threads=finding.threads,
        code=tuple(excerpt(each) for each in list(code)[:PLACES]),
    )


def _of(views: list[FindingView], kind: Kind) -> tuple[FindingView, ...]:
    return tuple(each for each in views if each.kind is KINDS[kind])


def _headline(report: TraceReport) -> str:
    if report.unable:
        return "Nothing can be told"
    text = tally(report)
    return text[0].upper() + text[1:]


def _standing(report: TraceReport) -> str:
    """The class that marks the page as a whole."""
    if report.violations:
        return "failed"
    if not ended_well(report):
        return "errored"
    return "inconclusive" if report.unable or report.departures else "passed"


def _warnings(report: TraceReport) -> tuple[str, ...]:
    warnings = []
    if report.unable:
        warnings.append(_sentence(report.unable))
    if not ended_well(report):
        warnings.append(f"{_sentence(ending(report))} What is said here is from what was seen until then.")
    return tuple(warnings)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _facts(report: TraceReport) -> tuple[tuple[str, str], ...]:
    facts = [
        *((player, text) for player, text in report.players.items()),
        *((f"steps of {player}", str(count)) for player, count in report.steps.items()),
        ("traced", seconds(report.seconds) if report.seconds else ""),
        ("clauses", counted(len(by_clause(report)), "clause")),
    ]
    return tuple((name, text) for name, text in facts if text)
