"""What an alarm says."""

import pytest

from gancheck.stability.advice import ADVICE
from gancheck.stability.monitor.alarm import alarm
from gancheck.stability.state import State, Verdict

NAMES = ("(2, 0)", "(0, 2)", "(-2, 0)")


def test_a_collapse_is_told_with_its_modes() -> None:
    told = alarm(Verdict(State.COLLAPSED, 1200, "1 of 3 modes has less than .1", (1,)), NAMES, lost=(0, 2))
    assert told.lost == ("(0, 2)",)
    assert str(told).startswith("step 1200: collapsed: 1 of 3 modes has less than .1; lost modes: (0, 2). What usually")


@pytest.mark.parametrize("state", ADVICE)
def test_every_state_is_told_with_what_helps_and_its_source(state: State) -> None:
    told = alarm(Verdict(state, 7, period=40.0), NAMES)
    assert told.period == 40.0
    assert str(told) == f"step 7: {state}. What usually helps: {ADVICE[state].text} ({ADVICE[state].source})."
