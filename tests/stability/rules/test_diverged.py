from dataclasses import replace

from gancheck.stability.rules import judge
from gancheck.stability.state import State
from tests.stability.rules.courses import BUDGET, falling, first_alarm, run, verdicts


def test_what_is_not_finite_is_named_at_once() -> None:
    course = run(falling())
    gone = replace(course[2], finite=False, jsd=None, masses=(), location=())
    found = judge([*course[:2], gone], BUDGET)
    assert found.state is State.DIVERGED
    assert "not finite" in found.evidence
    assert judge([gone], BUDGET).state is State.DIVERGED


def test_fakes_that_run_away_are_named_after_three_snapshots() -> None:
    course = run(lambda t: 0.69, location=lambda t: 100 * t)
    assert first_alarm(course) == 0.175
    assert verdicts(course)[-1].state is State.DIVERGED
    assert verdicts(course)[-1].evidence == "the fakes are 100 standard deviations of the data away"


def test_fakes_that_come_from_far_or_overshoot_once_are_left_alone() -> None:
    assert first_alarm(run(falling(), location=lambda t: 30 * 0.5 ** (40 * t))) is None
    assert first_alarm(run(falling(), location=lambda t: 12.0 if t == 0.5 else 0.0)) is None


def test_the_width_tells_where_the_data_are_not_known() -> None:
    assert verdicts(run(None, spread=lambda t: 1 + 60 * t))[-1].state is State.DIVERGED
