from dataclasses import replace

import pytest

from gancheck.report.trace.view import view
from gancheck.tracing.report import Script, TraceReport
from tests.report.trace.samples import DEPARTURE, EVERYTHING, KEPT, NOTE, UNSEEN, VIOLATION, at, report


@pytest.mark.parametrize(
    ("trace", "headline", "standing"),
    [
        (EVERYTHING, "1 violation, 1 departure, 1 note", "failed"),
        (report(DEPARTURE), "No violation, 1 departure", "inconclusive"),
        (report(KEPT, NOTE), "No violation, no departure, 1 note", "passed"),
        (TraceReport((), (), unable="No optimizer stepped."), "Nothing can be told", "inconclusive"),
        (report(KEPT, script=Script("a.py", "raised", "ValueError")), "No violation, no departure", "errored"),
    ],
)
def test_headline_and_standing(trace: TraceReport, headline: str, standing: str) -> None:
    page = view(trace)
    assert (page.headline, page.standing) == (headline, standing)


def test_groups_counts_and_the_rest() -> None:
    page = view(EVERYTHING)
    assert [(group.anchor, len(group.findings)) for group in page.groups] == [
        ("violations", 1),
        ("departures", 1),
        ("notes", 1),
    ]
    assert [(shown.word, number) for shown, number in page.counts] == [
        ("violation", 1),
        ("departure", 1),
        ("note", 1),
        ("kept", 1),
        ("not seen", 1),
    ]
    assert [finding.clause for finding in page.rest] == [KEPT.clause, UNSEEN.clause]
    assert [group.anchor for group in view(report(NOTE)).groups] == ["notes"]


def test_one_place_twice_is_shown_once() -> None:
    page = view(report(replace(VIOLATION, places=(at(16), at(16), at(15)))))
    assert len(page.groups[0].findings[0].code) == 2


def test_warnings() -> None:
    assert view(EVERYTHING).warnings == ()
    assert view(TraceReport((), (), unable="no optimizer stepped")).warnings == ("No optimizer stepped.",)
    (warning,) = view(report(KEPT, script=Script("a.py", "raised", "ValueError: a"))).warnings
    assert warning.startswith("The script raised ValueError: a · 3 steps of netD and 3 of netG seen.")
