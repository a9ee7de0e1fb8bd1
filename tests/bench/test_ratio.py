import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import quantile_test

from gancheck.bench.ratio import Ratio, paired_ratio


def _times(seed: int, ratio: float = 1.0, pairs: int = 60) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    shared = np.exp(random.standard_normal(pairs))
    return ratio * shared * np.exp(0.1 * random.standard_normal(pairs)), shared


def test_what_both_of_a_pair_share_leaves_no_trace() -> None:
    """A pair's factor is e^N(0, 1), the noise of its own 10 %. The standard error of the median of 60 is 1.6 %."""
    found = paired_ratio(*_times(0, 1.3))
    assert found.value == pytest.approx(1.3, rel=0.09)
    assert found.high / found.low < 1.25


def test_the_interval_is_about_the_exact_one_of_the_median() -> None:
    """By order statistics, without a bootstrap: `scipy.stats.quantile_test`."""
    above, below = _times(1, pairs=200)
    found = paired_ratio(above, below)
    exact = quantile_test(np.log(above / below), p=0.5).confidence_interval(0.99)
    assert np.log([found.low, found.high]) == pytest.approx([exact.low, exact.high], abs=0.01)


@pytest.mark.slow
def test_it_covers() -> None:
    """Of 400 intervals at 99 % more than 14 miss with probability 1e-4, if each misses with at most 1.25 %."""
    missed = 0
    for seed in range(400):
        found = paired_ratio(*_times(seed, 1.05))
        missed += not found.low <= 1.05 <= found.high
    assert missed <= 14


@given(st.lists(st.tuples(st.floats(1e-6, 1e3), st.floats(1e-6, 1e3)), min_size=8, max_size=20))
def test_the_other_way_round(pairs: list[tuple[float, float]]) -> None:
    above, below = map(np.array, zip(*pairs, strict=True))
    there, back = paired_ratio(above, below), paired_ratio(below, above).inverse()
    assert there.low <= there.high
    assert back.value == pytest.approx(there.value, rel=1e-9)


def test_the_inverse_swaps_the_ends() -> None:
    assert Ratio(2.0, 1.0, 4.0, 9).inverse() == Ratio(0.5, 0.25, 1.0, 9)


@pytest.mark.parametrize("times", [[1.0] * 7, [1.0] * 8 + [0.0], [1.0] * 8 + [float("nan")]])
def test_bad_times(times: list[float]) -> None:
    with pytest.raises(ValueError, match=r"at least 8 pairs|positive and finite"):
        paired_ratio(times, [1.0] * len(times))


def test_it_prints_its_interval() -> None:
    assert str(Ratio(1.05, 1.0312, 1.07, 60)) == "1.050 (1.031 to 1.070)"
