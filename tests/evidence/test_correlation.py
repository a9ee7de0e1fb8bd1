import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gancheck.evidence.correlation import discrepancy_seen, samples_needed, spearman

Judge = Callable[[int, int, float], None]


def _pairs(rng: np.random.Generator, rho: float, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Normal pairs of correlation rho; their rank correlation is 6 / pi asin(rho / 2)."""
    x = rng.standard_normal(n)
    return x, rho * x + math.sqrt(1 - rho**2) * rng.standard_normal(n)


@given(st.integers(0, 2**32 - 1), st.integers(10, 100), st.integers(2, 1000))
def test_value_agrees_with_scipy(seed: int, n: int, levels: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, levels, n) * 1.0, rng.integers(0, levels, n) * 1.0
    if len(set(x)) == 1 or len(set(y)) == 1:
        return
    answer = spearman(x, y)
    assert answer.value == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
    assert -1 <= answer.low <= answer.value <= answer.high <= 1


@pytest.mark.parametrize("n", [10, 40])
@pytest.mark.parametrize("rho", [0.0, 0.5, -0.9, 0.99])
def test_interval_misses_at_most_its_rate(rho: float, n: int, misses_at_most: Judge) -> None:
    # Nominal 10 %; the largest rate measured in 4,000 is 9 %. 500 trials at 1e-6 notice a rate above 18 %.
    rng, truth, misses = np.random.default_rng(0), 6 / math.pi * math.asin(rho / 2), 0
    for _ in range(500):
        answer = spearman(*_pairs(rng, rho, n), alpha=0.1)
        misses += not answer.low <= truth <= answer.high
    misses_at_most(misses, 500, 0.1)


def test_discrete_and_heavy_tailed_pairs_without_relation(misses_at_most: Judge) -> None:
    rng, misses = np.random.default_rng(0), 0
    for _ in range(500):
        answer = spearman(rng.integers(0, 3, 40) * 1.0, rng.standard_cauchy(40), alpha=0.1)
        misses += not answer.low <= 0 <= answer.high
    misses_at_most(misses, 500, 0.1)


@pytest.mark.parametrize("sign", [1, -1])
def test_perfect_order_is_not_proof(sign: int) -> None:
    answer = spearman(torch.arange(20.0), torch.exp(sign * torch.arange(20.0)))
    assert answer.value == pytest.approx(sign)
    near, far = (answer.low, answer.high) if sign > 0 else (answer.high, answer.low)
    assert far == sign
    assert 0.9 < abs(near) < 1
    assert answer.measurement().value == answer.value


def test_monotone_maps_change_nothing() -> None:
    x, y = _pairs(np.random.default_rng(0), 0.7, 50)
    assert spearman(x, y) == spearman(np.exp(x), y**3)


@given(st.floats(0.02, 0.99), st.floats(1e-6, 0.3), st.floats(1e-6, 0.5))
def test_twins_invert_each_other(rho: float, alpha: float, beta: float) -> None:
    n = samples_needed(-rho, alpha, beta)
    assert discrepancy_seen(n, alpha, beta) <= rho + 1e-9
    assert n == 10 or discrepancy_seen(n - 1, alpha, beta) > rho - 1e-9


@pytest.mark.parametrize("n", [30, 120])
def test_what_the_twins_promise_is_seen(n: int, misses_at_most: Judge) -> None:
    # Missed at most 10 %; 400 trials at 1e-6 notice a rate above 19 %.
    seen = discrepancy_seen(n, 0.01, 0.1)
    rho, rng, missed = 2 * math.sin(math.pi * seen / 6), np.random.default_rng(0), 0
    for _ in range(400):
        missed += spearman(*_pairs(rng, rho, n), alpha=0.01).low <= 0
    misses_at_most(missed, 400, 0.1)


def test_bad_requests_are_named() -> None:
    with pytest.raises(ValueError, match="y is constant"):
        spearman(np.arange(20), np.ones(20))
    with pytest.raises(ValueError, match="at least 10 pairs"):
        spearman(np.arange(9), np.arange(9))
    with pytest.raises(ValueError, match="20 and 19 values"):
        spearman(np.arange(20), np.arange(19))
    with pytest.raises(ValueError, match="between 0 and 1 in size"):
        samples_needed(0.0, 0.1, 0.1)
    with pytest.raises(ValueError, match="n is 5"):
        discrepancy_seen(5, 0.1, 0.1)
