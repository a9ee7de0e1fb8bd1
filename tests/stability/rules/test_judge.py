import pytest

from gancheck.stability.rules import judge
from gancheck.stability.state import State
from tests.stability.rules.courses import BUDGET, falling, run, verdicts


def test_a_verdict_is_a_function_of_what_was_seen() -> None:
    course = run(lambda t: 0.3)
    assert judge(course, BUDGET) == judge(list(course), BUDGET)
    assert [verdict.step for verdict in verdicts(course)] == [snapshot.step for snapshot in course]


def test_an_alarm_can_be_taken_back() -> None:
    states = [verdict.healthy for verdict in verdicts(run(lambda t: 0.2 if 0.4 < t < 0.6 else falling()(t)))]
    assert not all(states)
    assert states[-1]


def test_few_snapshots_say_nothing() -> None:
    assert judge(run(lambda t: 0.69)[:3], BUDGET).healthy
    assert judge(run(lambda t: 0.69)[-1:], BUDGET).state is State.HEALTHY


def test_ten_over_the_budget_say_whether_and_not_always_what() -> None:
    stays = run(lambda t: 0.3)[3::4]
    assert not judge(stays, BUDGET).healthy
    assert [verdict.healthy for verdict in verdicts(stays)][:3] == [True] * 3
    assert all(verdict.healthy for verdict in verdicts(run(falling())[3::4]))


def test_bad_requests() -> None:
    with pytest.raises(ValueError, match="not by 0 and 1000"):
        judge([], BUDGET)
    with pytest.raises(ValueError, match="not by 40 and 0"):
        judge(run(falling()), 0)
