import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.bench.ratio import Ratio
from gancheck.bench.verdict import Verdict, judge

QUIET = Ratio(1.0, 0.995, 1.005, 100)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (1.021, 1.08, Verdict.REGRESSION),
        (0.9, 0.98, Verdict.IMPROVEMENT),
        (0.985, 1.015, Verdict.NO_CHANGE),
        (1.003, 1.018, Verdict.NO_CHANGE),
        (1.01, 1.05, Verdict.INCONCLUSIVE),
        (0.9, 1.1, Verdict.INCONCLUSIVE),
    ],
)
def test_where_the_interval_lies_is_what_counts(low: float, high: float, verdict: Verdict) -> None:
    assert judge(Ratio((low * high) ** 0.5, low, high, 100), QUIET) is verdict


def test_as_much_as_the_control_is_off_the_margin_grows() -> None:
    off = Ratio(1.03, 1.025, 1.035, 100)
    assert judge(Ratio(1.06, 1.05, 1.07, 100), off) is Verdict.REGRESSION
    assert judge(Ratio(1.04, 1.03, 1.05, 100), off) is Verdict.INCONCLUSIVE
    assert judge(Ratio(0.945, 0.94, 0.95, 100), off.inverse()) is Verdict.IMPROVEMENT
    assert judge(Ratio(0.97, 0.96, 0.975, 100), off) is Verdict.INCONCLUSIVE


def test_more_than_is_allowed_is_told_where_the_margin_is_wider() -> None:
    slower = Ratio(1.025, 1.015, 1.035, 100)
    assert judge(slower, QUIET) is Verdict.INCONCLUSIVE
    assert judge(slower, QUIET, allowed=0.01) is Verdict.REGRESSION
    assert judge(slower.inverse(), QUIET, allowed=0.01) is Verdict.IMPROVEMENT
    assert judge(Ratio(1.005, 0.995, 1.015, 100), QUIET, allowed=0.01) is Verdict.NO_CHANGE


def test_where_identical_code_is_told_apart_nothing_is_called_unchanged() -> None:
    assert judge(QUIET, Ratio(1.03, 1.025, 1.035, 100)) is Verdict.INCONCLUSIVE


def test_a_wide_control_that_holds_1_says_nothing() -> None:
    assert judge(QUIET, Ratio(1.0, 0.9, 1.1, 100)) is Verdict.NO_CHANGE


@given(st.floats(0.5, 2.0), st.floats(0.0, 0.5), st.floats(0.001, 0.2))
def test_swapping_old_and_new_swaps_the_verdict(value: float, width: float, margin: float) -> None:
    ratio = Ratio(value, value / (1 + width), value * (1 + width), 100)
    swapped = {Verdict.REGRESSION: Verdict.IMPROVEMENT, Verdict.IMPROVEMENT: Verdict.REGRESSION}
    forth = judge(ratio, Ratio(1, 1, 1, 9), margin=margin)
    back = judge(ratio.inverse(), Ratio(1, 1, 1, 9), margin=margin)
    at_the_edge = any(
        abs(end - edge) < 1e-9 for end in (ratio.low, ratio.high) for edge in (1 + margin, 1 / (1 + margin))
    )
    assert at_the_edge or back is swapped.get(forth, forth)
