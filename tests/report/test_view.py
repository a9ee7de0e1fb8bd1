"""The page as values: headline, standing, order, warnings."""

import dataclasses
from collections import Counter

import pytest

from gancheck.engine import Record, RecordedEvent
from gancheck.evidence.outcome import Outcome, Status
from gancheck.report.view import PageView, view

FINISHED = (RecordedEvent("finished", ""),)
P, F, U, N, E, XF, XP = (  # U for undecided: inconclusive
    Status.PASSED,
    Status.FAILED,
    Status.INCONCLUSIVE,
    Status.NOT_APPLICABLE,
    Status.ERRORED,
    Status.XFAILED,
    Status.XPASSED,
)


def of(record: Record, *statuses: Status) -> Record:
    """A finished record whose checks came to `statuses`."""
    first = record.results[0]
    results = tuple(
        dataclasses.replace(first, check=f"check-{place}", outcome=Outcome(status))
        for place, status in enumerate(statuses)
    )
    header = dataclasses.replace(record.header, plan=tuple(result.check for result in results))
    return Record(header, results, FINISHED)


@pytest.mark.parametrize(
    ("statuses", "headline", "standing"),
    [
        ((P, P, N), "All 2 applicable checks passed", P),
        ((P,), "The one applicable check passed", P),
        ((P, F, F, N, E), "2 of 4 checks failed, 1 errored", F),
        ((P, U), "No check failed, 1 of 2 inconclusive", U),
        ((P, U, E), "1 of 3 checks errored", E),
        ((P, XF), "No check failed unexpectedly, 1 of 2 passed", P),
        ((P, XP, U), "No check failed, 1 of 3 inconclusive", XP),
        ((P, XP), "No check failed unexpectedly, 1 of 2 passed", XP),
        ((N, N), "No check applies to this target", P),
        ((), "No results", U),
    ],
)
def test_headline(record: Record, statuses: tuple[Status, ...], headline: str, standing: Status) -> None:
    page = view(of(record, *statuses))
    assert page.headline == headline
    assert page.standing.key == standing.value
    assert {count.status.key: count.number for count in page.counts} == Counter(s.value for s in statuses)
    assert page.warnings == ()


def test_failures_then_what_is_open_then_suites(record: Record) -> None:
    page = view(record)
    assert [(group.title, [each.check for each in group.verdicts]) for group in page.groups] == [
        ("Failed", ["optimal-discriminator"]),
        ("Open", ["one-descent", "discrete-samples", "equilibrium"]),
        ("Theory", ["theorem-1-identity"]),
        ("Algorithm", ["noise-is-fresh"]),
        ("Convergence", ["p-g-converges-two-modes"]),
        ("Stability", ["losses-are-silent"]),
    ]
    # Each check once, and in the table as below it.
    assert Counter(each.check for each in page.verdicts) == Counter(result.check for result in record.results)


def test_a_suite_that_is_not_known_comes_last(record: Record) -> None:
    page = view(
        dataclasses.replace(
            record, results=(*record.results, dataclasses.replace(record.results[0], check="z", suite="zoo"))
        )
    )
    assert page.groups[-1].title == "Zoo"


def warnings(record: Record, *kinds: str) -> tuple[str, ...]:
    events = tuple(RecordedEvent(kind, "") for kind in kinds)
    return view(dataclasses.replace(record, events=events)).warnings


def test_a_run_that_is_not_whole_says_so(record: Record) -> None:
    assert warnings(record) == ("This run is not finished: 8 of 9 planned checks have a result.",)
    assert warnings(record, "interrupted") == ("This run was interrupted: 8 of 9 planned checks have a result.",)
    assert warnings(record, "finished") == ("This run ended with 1 planned check without a result.",)
    assert warnings(record, "interrupted", "resumed")[0].startswith("This run is not finished")
    assert warnings(record, "finished", "resumed", "interrupted")[0].startswith("This run was interrupted")
    assert warnings(of(record, P), "interrupted", "resumed", "worker-died", "finished") == ()
    page = view(record)
    assert page.missing == ("value-function",)
    assert page.missing_summary == "1 planned check without a result"


def test_target_names_itself_once(record: Record) -> None:
    def target(name: str, spec: str) -> str:
        return view(
            dataclasses.replace(record, header=dataclasses.replace(record.header, target=spec, target_name=name))
        ).target

    assert target("TwoModes", "my_gan.py:build") == "TwoModes (my_gan.py:build)"
    assert target("reference", "reference") == target("", "reference") == "reference"


def test_anchors_differ_even_where_identifiers_hardly_do(record: Record) -> None:
    results = tuple(dataclasses.replace(record.results[0], check=check) for check in ("a b", "a-b", "A_B", "a-b-2"))
    anchors = [each.anchor for each in view(dataclasses.replace(record, results=results)).verdicts]
    assert len(set(anchors)) == 4
    assert anchors[0] == "check-a-b"


def test_facts_events_and_environment(record: Record) -> None:
    page: PageView = view(record)
    facts = dict(page.facts)
    assert facts["seed"] == "17"
    assert facts["lacks train"] == "no `fit`"
    assert facts["work"] == "1 min 34 s in 8 checks"
    assert "target's digest" not in facts
    assert page.environment == (
        ("platform", "Linux x86_64"),
        ("python", "3.11.9"),
        ("threads", "1"),
        ("torch", "2.13.0"),
    )
    assert page.events == ("2025-11-22T12:00:41Z · worker died · while it ran `value-function`",)
