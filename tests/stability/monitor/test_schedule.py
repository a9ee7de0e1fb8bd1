"""When is measured: fixed steps, or what a share of the training time pays for."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.stability.monitor.schedule import FEWEST, SNAPSHOTS, Schedule


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _run(schedule: Schedule, clock: Clock, steps: int, step_costs: float, look_costs: float) -> list[int]:
    measured = []
    for step in range(1, steps + 1):
        clock.now += step_costs
        schedule.begin()
        if schedule.due(step):
            measured.append(step)
            clock.now += look_costs
            schedule.paid(look_costs, step)
    return measured


def test_fixed_steps_and_the_last() -> None:
    clock = Clock()
    assert _run(Schedule(25, 10, clock=clock), clock, 25, 1.0, 1e9) == [10, 20, 25]


def test_a_cheap_look_is_taken_64_times() -> None:
    clock = Clock()
    measured = _run(Schedule(6400, clock=clock), clock, 6400, 1.0, 0.01)
    assert measured == [100 * i for i in range(1, SNAPSHOTS + 1)]


@given(
    st.integers(1, 3000),
    st.floats(1e-4, 1.0),
    st.floats(1e-5, 10.0),
    st.floats(0.01, 0.5),
    st.booleans(),
    st.floats(0.0, 5.0),
)
def test_the_share_is_kept_but_for_what_is_promised(
    steps: int, step_costs: float, look_costs: float, share: float, known: bool, setup: float
) -> None:
    """All that was spent, less the looks that come in any case, is at most the share of the training time."""
    clock = Clock()
    schedule = Schedule(steps if known else None, share=share, clock=clock)
    schedule.paid(setup)
    measured = _run(schedule, clock, steps, step_costs, look_costs)
    promised = FEWEST + 1 if known else math.log2(steps)
    # The first look is free of an estimate: what it costs is known afterwards.
    assert schedule.spent <= share * schedule.training + (promised + 1) * look_costs + 1e-9
    assert len(measured) <= (SNAPSHOTS + 1 if known else 64 + 32 * 12)
    assert schedule.setup == setup


@given(st.integers(FEWEST, 3000), st.floats(1e-5, 1e5))
def test_a_budget_is_looked_at_eight_times_at_least(steps: int, look_costs: float) -> None:
    """Where a look costs more than training, and after a set-up that costs as much again."""
    clock = Clock()
    schedule = Schedule(steps, clock=clock)
    schedule.paid(look_costs)
    measured = _run(schedule, clock, steps, 1e-4, look_costs)
    # An eighth is rounded up to whole steps: of 9 steps every second one is looked at, and the last.
    assert len(measured) >= math.ceil(steps / math.ceil(steps / FEWEST))
    assert measured[-1] == steps
    assert max(b - a for a, b in itertools.pairwise([0, *measured])) <= math.ceil(steps / FEWEST)


def test_without_a_budget_a_dear_look_comes_when_the_steps_have_doubled() -> None:
    clock = Clock()
    assert _run(Schedule(clock=clock), clock, 200, 1e-4, 1e4) == [8, 16, 32, 64, 128]


def test_training_time_is_without_measuring() -> None:
    clock = Clock()
    schedule = Schedule(10, every=2, clock=clock)
    assert schedule.training == 0.0
    schedule.paid(3.0)  # before training: no part of its time
    _run(schedule, clock, 10, 2.0, 5.0)
    assert schedule.training == pytest.approx(18.0)  # the clock starts after the first step
    assert schedule.spent == pytest.approx(25.0)
    assert schedule.setup == pytest.approx(3.0)


def test_without_a_budget_looks_become_rarer() -> None:
    clock = Clock()
    measured = _run(Schedule(clock=clock), clock, 2000, 1.0, 1e-3)
    assert measured[0] == 8
    gaps = [b - a for a, b in itertools.pairwise(measured)]
    assert gaps == sorted(gaps)
    assert gaps[0] == 8
    assert gaps[-1] == pytest.approx(2000 / 32, rel=0.1)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"steps": 0}, "steps is 0; it has to be at least 1"),
        ({"every": -1}, "every is -1; it has to be at least 1"),
        ({"share": 0.0}, "share is 0.0; it has to be a share of the training time"),
    ],
)
def test_bad_numbers(given: dict[str, float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Schedule(**given)  # type: ignore[arg-type]


def test_in_words() -> None:
    assert str(Schedule(every=7)) == "every 7 steps"
    assert str(Schedule(100)) == "8 to 64 times and, beyond 8, at most 5 % of the training time"
    assert str(Schedule(share=0.2)) == (
        "each time the steps have doubled and, beyond that, at most 20 % of the training time"
    )
