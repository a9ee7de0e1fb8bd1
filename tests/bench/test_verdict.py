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


@pytest.mark.parametrize("control", [Ratio(1.03, 1.025, 1.035, 100), Ratio(1.0, 0.9, 1.1, 100)])
def test_a_machine_that_cannot_tell_identical_code_apart_concludes_nothing(control: Ratio) -> None:
    assert judge(Ratio(1.5, 1.4, 1.6, 100), control) is Verdict.INCONCLUSIVE


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
