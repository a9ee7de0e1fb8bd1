import pytest

from gancheck.stability.rules import judge
from gancheck.stability.state import State
from tests.stability.rules.courses import BUDGET, falling, run, verdicts


def test_a_verdict_is_a_function_of_what_was_seen() -> None:
    course = run(lambda t: 0.3)
    assert judge(course, BUDGET) == judge(list(course), BUDGET)
    assert [verdict.step for verdict in verdicts(course)] == [snapshot.step for snapshot in course]


def test_an_alarm_can_be_taken_back() -> None:
    states = [verdict.state for verdict in verdicts(run(lambda t: 0.2 if 0.4 < t < 0.6 else falling()(t)))]
    assert any(state.alarming for state in states)
    assert states[-1] is State.HEALTHY


LOSING = run(lambda t: 0.69, lost=lambda t: (0,))


def test_the_first_quarter_is_not_judged_and_says_so() -> None:
    verdict = judge(LOSING[:9], BUDGET)
    assert (verdict.state, verdict.evidence) == (State.UNJUDGED, "a quarter of the budget has not passed")
    assert verdict.modes == (0,)
    assert judge(LOSING[:10], BUDGET).state is not State.UNJUDGED


@pytest.mark.parametrize("budget", [BUDGET, None])
def test_three_snapshots_are_not_judged_and_say_so(budget: int | None) -> None:
    verdict = judge(LOSING[10:13], budget)
    assert (verdict.state, verdict.evidence) == (State.UNJUDGED, "3 of 4 snapshots")
    assert not verdict.healthy
    assert verdict.modes == (0,)


def test_at_the_end_of_the_budget_one_snapshot_has_to_do() -> None:
    verdict = judge(LOSING[-1:], BUDGET)
    assert (verdict.state, verdict.modes) == (State.COLLAPSED, (0,))
    assert judge(run(falling())[-1:], BUDGET).state is State.HEALTHY


def test_what_is_not_finite_is_diverged_after_one() -> None:
    assert judge(run(lambda t: 0.69, finite=False)[:1], BUDGET).state is State.DIVERGED


def test_ten_over_the_budget_say_whether_and_not_always_what() -> None:
    stays = run(lambda t: 0.3)[3::4]
    assert judge(stays, BUDGET).state.alarming
    assert [verdict.state for verdict in verdicts(stays)][:3] == [State.UNJUDGED] * 3
    assert not any(verdict.state.alarming for verdict in verdicts(run(falling())[3::4]))


def test_bad_requests() -> None:
    with pytest.raises(ValueError, match="not by 0 and 1000"):
        judge([], BUDGET)
    with pytest.raises(ValueError, match="not by 40 and 0"):
        judge(run(falling()), 0)
