import math

import pytest

from gancheck.stability.rules import judge
from gancheck.stability.state import Verdict
from tests.stability.rules.courses import BUDGET, falling, first_alarm, run, verdicts


@pytest.mark.parametrize(
    "jsd",
    [
        falling(),
        falling(rate=5.0),  # a slow start
        falling(0.02),
        lambda t: 0.003 if t > 0.2 else 0.4 if int(t * 40) % 2 else 0.1,  # noise at first
        lambda t: falling()(t) if t < 0.5 else 0.02,  # small, and trebles
    ],
    ids=["fast", "slow", "floor", "noisy start", "trebles"],
)
def test_runs_on_their_way_raise_no_alarm(jsd) -> None:
    assert first_alarm(run(jsd, noise=0.003)) is None


def test_a_jsd_that_comes_back_is_an_alarm_within_four_snapshots() -> None:
    course = run(lambda t: falling()(t) if t < 0.5 else 0.2)
    assert first_alarm(course) == pytest.approx(0.575, abs=0.026)
    assert "JSD back at 0.200" in verdicts(course)[-1].evidence


def test_one_or_two_bad_snapshots_are_none() -> None:
    assert first_alarm(run(lambda t: 0.3 if 0.5 < t < 0.56 else falling()(t))) is None


def test_a_jsd_that_stays_is_an_alarm_after_a_quarter_of_the_budget() -> None:
    course = run(lambda t: 0.3)
    assert first_alarm(course) == pytest.approx(0.275, abs=0.026)
    assert "0.300 nats at best, 0.300 a quarter of the budget before" in verdicts(course)[-1].evidence


def test_one_that_is_too_slow_is_an_alarm_at_the_end() -> None:
    course = run(lambda t: 0.65 * math.exp(-2.5 * t))
    assert first_alarm(course) == 1.0
    assert "at the end of the budget" in verdicts(course)[-1].evidence


def test_the_iterations_do_not_matter_but_the_share_of_the_budget() -> None:
    for budget in (400, 400_000):
        assert first_alarm(run(lambda t: 0.3, budget=budget), budget) == first_alarm(run(lambda t: 0.3), BUDGET)


def test_without_a_jsd_at_first_nothing_fails() -> None:
    assert first_alarm(run(lambda t: math.nan if t < 0.3 else 0.01)) is None


def _without_a_budget(jsd, *, budget: int = BUDGET, kind: str = "64 bins") -> list[Verdict]:
    course = run(jsd, budget=budget, kind=kind)
    return [judge(course[: i + 1], None) for i in range(len(course))]


def test_without_a_budget_half_of_the_steps_without_progress_are_a_stall() -> None:
    told = _without_a_budget(lambda t: 0.3)
    first = next(verdict for verdict in told if verdict.state.alarming)
    assert first.step == 500  # the least
    assert "JSD 0.300 nats at best, 0.300 half of the steps before" in first.evidence


@pytest.mark.parametrize("jsd", [falling(), falling(rate=5.0), lambda t: 0.65 * (1 + 20 * t) ** -0.5, lambda t: 0.055])
def test_without_a_budget_progress_with_every_doubling_is_none(jsd) -> None:
    """The third falls by .7 whenever the steps double, and a JSD below .06 never counts as stalled."""
    assert not any(verdict.state.alarming for verdict in _without_a_budget(jsd))


@pytest.mark.parametrize("given", [{"budget": 480}, {"kind": "bound"}])
def test_without_a_budget_few_steps_and_bounds_are_no_stall(given) -> None:
    assert not any(verdict.state.alarming for verdict in _without_a_budget(lambda t: 0.3, **given))
