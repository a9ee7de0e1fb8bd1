"""What the tracer says of the whole corpus: nothing against the right loops, each fault's own cause for each fault."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from gancheck.tracing.clauses.clause import OWN_ERROR
from gancheck.tracing.finding import Finding, Kind
from gancheck.tracing.reading.objective import claims
from gancheck.tracing.report import TraceReport
from gancheck.tracing.session import Observed, trace
from tests.tracing.corpus.faults import FAULTS
from tests.tracing.corpus.loop import LOOPS, Loop, execute

# A window of 60 steps, and a little more, so that it fills.
STEPS = 62
# Clauses that compare with a claim.
CLAIMING = ("claimed-objective", "k")
# With 118 loops these are 1,062 runs.
SEEDS = range(9)


def traced(source: str, path: str, seed: int = 0, **claimed: Any) -> tuple[Observed, TraceReport]:
    gc.collect()  # Optimizers of the loop before are still known otherwise.
    with trace(**claimed) as observed:
        execute(source, path, seed, STEPS)
    return observed, observed.report()


def _claimed(loop: Loop) -> dict[str, Any]:
    """What the loop says of itself, in the names that can be claimed."""
    names = [name for name in (loop.objective, f"f-gan:{loop.objective}") if name in claims()]
    return {"objective": names[0] if names else None, "k": loop.k}


def against(report: TraceReport) -> list[Finding]:
    return [finding for finding in report.findings if finding.kind in (Kind.VIOLATION, Kind.DEPARTURE)]


def sane(observed: Observed, report: TraceReport) -> None:
    assert observed.recorder.troubles == []
    assert [f.seen for f in report.findings if f.cause == OWN_ERROR] == []


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(f.clause, f.cause, f.seen) for f in findings]


@pytest.mark.parametrize("name", LOOPS)
def test_a_right_loop_gives_no_violation_and_no_departure(name: str) -> None:
    loop = LOOPS[name]
    observed, report = traced(loop.source, str(loop.path), **_claimed(loop))
    sane(observed, report)
    assert report.unable == ""
    assert told([f for f in against(report) if f.clause not in loop.departs or f.kind is Kind.VIOLATION]) == []
    assert {f.clause for f in against(report)} >= loop.departs


@pytest.mark.slow
@pytest.mark.parametrize("name", LOOPS)
def test_no_seed_gives_a_right_loop_a_violation(name: str) -> None:
    # Each random clause is tested at 1e-4 or less: 1,000 runs give a false violation with probability below 0.1.
    loop = LOOPS[name]
    for seed in SEEDS:
        _, report = traced(loop.source, str(loop.path), seed=seed)
        found = [f for f in against(report) if f.clause not in loop.departs or f.kind is Kind.VIOLATION]
        assert (seed, told(found)) == (seed, [])


def _claims(name: str) -> dict[str, Any]:
    """A claim, where the fault is to contradict one: nothing else makes these clauses violations."""
    fault = FAULTS[name]
    return _claimed(LOOPS[fault.loop]) if fault.clause in CLAIMING and fault.kind == "violation" else {}


def _one_of_each() -> list[Any]:
    """Every fault; all but the first of each clause, cause and kind are slow."""
    seen: set[tuple[str, str, str]] = set()
    parameters = []
    for name, fault in FAULTS.items():
        what = (fault.clause, fault.cause, fault.kind)
        if fault.cause:
            marks = [pytest.mark.slow] if what in seen else []
            parameters.append(pytest.param(name, marks=marks))
            seen.add(what)
    return parameters


@pytest.mark.parametrize("name", _one_of_each())
def test_a_fault_is_flagged_with_its_own_cause(name: str) -> None:
    fault = FAULTS[name]
    observed, report = traced(fault.source, fault.path, **_claims(name))
    sane(observed, report)
    found = [(f.clause, f.cause, f.kind.value) for f in report.findings]
    assert (fault.clause, fault.cause, fault.kind) in found
    others = [f for f in against(report) if f.clause != fault.clause and f.clause not in fault.also]
    assert told(others) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.kind == "equivalent"])
def test_what_makes_no_difference_is_no_fault(name: str) -> None:
    fault = FAULTS[name]
    observed, report = traced(fault.source, fault.path)
    sane(observed, report)
    assert told(against(report)) == []


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.kind == "raises"])
def test_a_script_that_raises_leaves_a_report(name: str) -> None:
    fault = FAULTS[name]
    with trace() as observed, pytest.raises(Exception):  # noqa: B017, PT011  whatever the script raises
        execute(fault.source, fault.path, 0, STEPS)
    assert observed.error is None or observed.recorder.troubles == []
    assert isinstance(observed.report(), TraceReport)
