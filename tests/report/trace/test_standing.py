from dataclasses import replace

from gancheck.report.trace import standing
from gancheck.tracing.finding import Kind
from tests.report.trace.samples import DEPARTURE, EVERYTHING, KEPT, NOTE, STOPPED, UNSEEN, VIOLATION, report


def test_a_clause_stands_as_its_gravest_finding() -> None:
    kinds = (KEPT, NOTE, UNSEEN, VIOLATION, DEPARTURE)
    trace = report(*(replace(finding, clause="order") for finding in kinds), replace(NOTE, clause="k"))
    grouped = standing.by_clause(trace)
    assert list(grouped) == ["order", "k"]
    assert tuple(finding.kind for finding in grouped["order"]) == standing.GRAVEST_FIRST
    assert standing.clauses(trace, Kind.VIOLATION) == ("order",)
    assert standing.clauses(trace, Kind.KEPT) == ()
    assert standing.clauses(trace, Kind.NOTE) == ("k",)


def test_departures_fail_a_strict_trace_only() -> None:
    assert standing.failures(EVERYTHING) == (VIOLATION,)
    assert standing.failures(EVERYTHING, strict=True) == (VIOLATION, DEPARTURE)


def test_which_ends_are_well() -> None:
    ends = ("stopped", "finished", "exited", "raised", "killed", "interrupted")
    well = [end for end in ends if standing.ended_well(report(script=replace(STOPPED, ended=end)))]
    assert well == ["stopped", "finished", "exited"]
    assert standing.ended_well(report(script=None))
