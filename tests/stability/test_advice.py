"""Every state that raises an alarm has advice, with its source."""

import re

from gancheck.stability.advice import ADVICE
from gancheck.stability.state import State


def test_every_alarming_state_has_advice_and_a_dated_source() -> None:
    assert set(ADVICE) == {state for state in State if state.alarming}
    for advice in ADVICE.values():
        assert re.search(r"\d{4}", advice.source)
        assert not advice.text.endswith(".")
