import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from gancheck.evidence.kernel import LARGEST, discrepancy_seen, kernel_mmd, radius, samples_needed

Judge = Callable[[int, int, float], None]


def _kernel(d: float, bandwidth: float) -> float:
    return sum(math.exp(-d * d / (2 * (bandwidth / 4**i) ** 2)) for i in range(3)) / 3


def _gaussian_mmd(shift: float, bandwidth: float) -> float:
    """MMD of N(0, 1) and N(shift, 1): the difference of two draws is N(0 or shift, 2), by quadrature."""

    def mean(mu: float) -> float:
        # Cut into parts, for the narrowest kernel is a 16th as wide as the widest.
        edges = [mu + k for k in (-8, 8)] + [k * bandwidth / 16 for k in (-6, -1, 0, 1, 6)]
        edges = sorted(edges)
        return sum(
            integrate.quad(lambda x: _kernel(x, bandwidth) * stats.norm.pdf(x, mu, math.sqrt(2)), a, b, limit=200)[0]
            for a, b in itertools.pairwise(edges)
        )

    return math.sqrt(2 * mean(0.0) - 2 * mean(shift)) if shift else 0.0


def _closed_form(shift: float, bandwidth: float) -> float:
    """The same: E exp(-X^2 / 2s^2) with X ~ N(mu, 2) is s / sqrt(s^2 + 2) exp(-mu^2 / 2(s^2 + 2))."""

    def mean(mu: float, s: float) -> float:
        return s / math.sqrt(s * s + 2) * math.exp(-mu * mu / (2 * (s * s + 2)))

    scales = [bandwidth / 4**i for i in range(3)]
    return math.sqrt(sum(2 * mean(0.0, s) - 2 * mean(shift, s) for s in scales) / 3)


@pytest.mark.parametrize("shift", [0.5, 2.0])
def test_the_truth_that_the_tests_compare_with(shift: float) -> None:
    assert _gaussian_mmd(shift, 1.2) == pytest.approx(_closed_form(shift, 1.2), abs=1e-6)


@pytest.mark.parametrize("shift", [0.0, 0.5, 2.0])
def test_both_bounds_hold(shift: float, misses_at_most: Judge) -> None:
    """Nominal 10 % a side; 200 trials at a false alarm of 1e-6 notice a rate above 23 %."""
    _cover(shift, 200, 120, 0.1, misses_at_most)


@pytest.mark.slow
@pytest.mark.parametrize("shift", [0.0, 0.2, 0.5, 2.0, 20.0])
def test_both_bounds_hold_closely(shift: float, misses_at_most: Judge) -> None:
    """Nominal 5 % a side; 1000 trials at a false alarm of 1e-6 notice a rate above 9 %."""
    _cover(shift, 1000, 200, 0.05, misses_at_most)


def _cover(shift: float, trials: int, n: int, alpha: float, misses_at_most: Judge) -> None:
    above = below = 0
    for seed in range(trials):
        rng = np.random.default_rng(seed)
        answer = kernel_mmd(rng.standard_normal(n), rng.standard_normal(n) + shift, alpha=alpha, seed=seed)
        truth = _closed_form(shift, answer.bandwidth)
        above += answer.low > truth + 1e-12
        below += answer.high < truth - 1e-12
        assert 0 <= answer.low <= answer.estimate <= answer.high <= LARGEST
    misses_at_most(above, trials, alpha)
    misses_at_most(below, trials, alpha)


@pytest.mark.parametrize("law", ["discrete", "constant", "heavy"])
def test_equal_laws_of_any_kind_are_not_told_apart(law: str, misses_at_most: Judge) -> None:
    """Nominal 10 %; 60 trials at a false alarm of 1e-6 notice a rate above 43 %."""
    draw = {
        "discrete": lambda rng: rng.integers(0, 3, (100, 2)),
        "constant": lambda rng: np.ones((100, 2)),
        "heavy": lambda rng: rng.standard_cauchy((100, 2)) ** 3,
    }[law]
    misses = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        misses += kernel_mmd(draw(rng), draw(rng), alpha=0.1, seed=seed).low > 0
    misses_at_most(misses, 60, 0.1)


def test_the_estimate_is_the_u_statistic_of_the_held_out_half() -> None:
    """By the definition, with loops, on the half that the seed holds out."""
    rng = np.random.default_rng(3)
    p, q = rng.standard_normal((120, 2)), rng.standard_normal((120, 2)) * 2 + 1
    answer = kernel_mmd(p, q, alpha=0.9, seed=5)
    order = np.random.default_rng(5)
    x, y = p[order.permutation(120)][60:], q[order.permutation(120)][60:]

    def k(a: np.ndarray, b: np.ndarray) -> float:
        return _kernel(math.dist(a, b), answer.bandwidth)

    pairs = [(i, j) for i in range(60) for j in range(60)]
    within = sum(k(x[i], x[j]) + k(y[i], y[j]) for i, j in pairs if i != j) / (60 * 59)
    across = sum(k(x[i], y[j]) for i, j in pairs) / 3600
    assert answer.estimate == pytest.approx(math.sqrt(within - 2 * across), rel=1e-9)


def test_a_lost_mode_is_seen() -> None:
    """A mode in eight lost: for 20 seeds the bound has a mean of .063 and a standard deviation of .013.

    That is 4.8 of them above 0: a false alarm near 1e-6.
    """
    rng = np.random.default_rng(0)

    def ring(modes: int) -> np.ndarray:
        angle = rng.integers(0, modes, 1500) * math.pi / 4
        return 2 * np.stack((np.cos(angle), np.sin(angle)), 1) + 0.02 * rng.standard_normal((1500, 2))

    assert kernel_mmd(ring(8), ring(7), alpha=1e-3, seed=0).low > 0


def test_disjoint_samples_are_far_apart() -> None:
    rng = np.random.default_rng(0)
    answer = kernel_mmd(rng.random(2000), rng.random(2000) + 100, alpha=1e-3, seed=0)
    assert answer.low > 0.8
    assert answer.high <= LARGEST


def test_tensors_order_and_scale_do_not_matter() -> None:
    rng = torch.Generator().manual_seed(0)
    x, y = torch.randn(300, 3, generator=rng), torch.randn(400, 3, generator=rng) + 0.3
    answer = kernel_mmd(x, y, alpha=0.01, seed=1)
    assert answer == kernel_mmd(x.numpy(), y.numpy(), alpha=0.01, seed=1)
    moved = kernel_mmd(x * 1e6 + 4e6, y * 1e6 + 4e6, alpha=0.01, seed=1)
    assert moved.low == pytest.approx(answer.low, abs=1e-5)
    assert moved.bandwidth == pytest.approx(1e6 * answer.bandwidth, rel=1e-4)
    assert answer.samples == 150
    assert answer.measurement().low == answer.low


def test_huge_numbers_are_survived() -> None:
    x = np.array([1e200, -1e200] * 100)
    assert kernel_mmd(x, x, alpha=0.01, seed=0).low == 0.0


@given(st.integers(2, 10**6), st.floats(1e-6, 0.5), st.floats(1e-6, 0.5))
def test_the_twins_are_inverse(n: int, alpha: float, beta: float) -> None:
    n = 2 * n
    gap = discrepancy_seen(n, alpha, beta)
    if gap <= LARGEST:
        assert samples_needed(gap, alpha, beta) == n
        assert discrepancy_seen(samples_needed(gap * 0.9, alpha, beta), alpha, beta) <= gap * 0.9 * (1 + 1e-9)


def test_what_the_twins_promise_is_seen(misses_at_most: Judge) -> None:
    """A gap of 0.5 below the MMD of N(0, 1) and N(20, 1) is missed at most at beta = 10 %.

    30 trials at a false alarm of 1e-6 notice a rate above 55 %.
    """
    n = samples_needed(0.5, 0.1, 0.1)
    misses = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        answer = kernel_mmd(rng.standard_normal(n), rng.standard_normal(n) + 20, alpha=0.1, seed=seed)
        misses += answer.low <= _closed_form(20, answer.bandwidth) - 0.5
    misses_at_most(misses, 30, 0.1)


def test_the_radius_shrinks_with_the_root_of_n() -> None:
    assert radius(400, 0.05) == pytest.approx(radius(100, 0.05) / 2)


@pytest.mark.parametrize(
    ("real", "fake", "sentence"),
    [
        (np.zeros((200, 2)), np.zeros((200, 3)), "real samples have 2 dimensions, fake ones 3"),
        (np.zeros((99, 2)), np.zeros((200, 2)), "99 samples of each kind; give at least 100"),
        (np.full((200, 1), np.inf), np.zeros((200, 1)), "the samples contain infinities"),
        (np.full((200, 1), np.nan), np.zeros((200, 1)), "real samples contain NaN in 200 of 200"),
    ],
)
def test_bad_samples(real: np.ndarray, fake: np.ndarray, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        kernel_mmd(real, fake, alpha=0.01, seed=0)


def test_bad_numbers() -> None:
    with pytest.raises(ValueError, match="gap is 0"):
        samples_needed(0.0, 0.1, 0.1)
    with pytest.raises(ValueError, match="n is 0"):
        radius(0, 0.1)
    with pytest.raises(ValueError, match="alpha is 1"):
        kernel_mmd(np.zeros(200), np.zeros(200), alpha=1.0, seed=0)
