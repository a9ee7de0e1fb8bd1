import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gancheck.evidence.kolmogorov import (
    discrepancy_seen,
    dkw_radius,
    ks_at_most,
    ks_distance,
    ks_gap,
    samples_needed,
)

Judge = Callable[[int, int, float], None]


@pytest.mark.parametrize(("gap", "samples"), [(0.1, 2_902), (0.05, 11_607), (0.02, 72_544)])
def test_samples_for_both_errors_one_in_a_million(gap: float, samples: int) -> None:
    assert samples_needed(gap, 1e-6, 1e-6) == samples


@given(st.floats(0.003, 1.0), st.floats(1e-9, 0.4), st.floats(1e-9, 0.4), st.integers(1, 20))
def test_twins_invert_each_other(gap: float, alpha: float, beta: float, looks: int) -> None:
    n = samples_needed(gap, alpha, beta, looks)
    assert discrepancy_seen(n, alpha, beta, looks) <= gap * (1 + 1e-12)
    assert n == 1 or discrepancy_seen(n - 1, alpha, beta, looks) > gap
    # Back from the discrepancy to the samples, but for the rounding of one square root.
    assert abs(samples_needed(min(discrepancy_seen(n, alpha, beta, looks), 1.0), alpha, beta, looks) - n) <= 1


@given(st.integers(0, 2**32 - 1), st.integers(1, 300))
def test_distance_agrees_with_scipy(seed: int, n: int) -> None:
    x = np.random.default_rng(seed).normal(size=n)
    expected = stats.kstest(x, stats.norm.cdf)
    distance, where = ks_gap(x, stats.norm.cdf)
    assert distance == pytest.approx(expected.statistic, abs=1e-15)
    assert where == expected.statistic_location


@given(st.integers(0, 2**32 - 1), st.integers(1, 50))
def test_distance_of_discrete_laws_agrees_with_their_mass_functions(seed: int, n: int) -> None:
    law = stats.binom(4, 0.3)
    x = np.random.default_rng(seed).integers(0, 6, n)
    empirical = (x[:, None] <= np.arange(6)).mean(axis=0)
    assert ks_distance(x, law.cdf) == pytest.approx(np.abs(empirical - law.cdf(np.arange(6))).max(), abs=1e-12)


def test_tensors_meet_their_distribution_function_as_rows() -> None:
    shapes = []

    def cdf(x: torch.Tensor) -> torch.Tensor:
        shapes.append((tuple(x.shape), x.dtype))
        return x.squeeze(-1).clamp(0, 1)

    x = torch.tensor([[0.5], [0.25]], requires_grad=True)
    assert ks_distance(x, cdf) == 0.5
    assert set(shapes) == {((2, 1), torch.float64)}


def test_infinite_samples_count_at_the_ends() -> None:
    assert ks_distance([-math.inf, 0.0, math.inf], stats.norm.cdf) == pytest.approx(1 / 3)


HARD: dict[str, Any] = {
    "uniform": stats.uniform(),
    "Cauchy": stats.cauchy(),
    "coin": stats.bernoulli(0.5),
    "rare": stats.bernoulli(0.001),
    "binomial": stats.binom(5, 0.5),
    "constant": stats.randint(2, 3),
}


@pytest.mark.parametrize("name", HARD)
def test_radius_covers_hard_laws(name: str, misses_at_most: Judge) -> None:
    # Nominal 10 %; 1,000 trials at a false alarm of 1e-6 notice a rate above 16 %.
    draws, misses = HARD[name].rvs((1000, 200), random_state=1), 0
    for x in draws:
        misses += ks_distance(x, HARD[name].cdf) > dkw_radius(200, 0.1)
    misses_at_most(misses, 1000, 0.1)


def test_radius_is_tight_for_continuous_laws() -> None:
    # The inequality is nearly an equality there, by the exact law of the distance.
    assert 0.09 < stats.kstwo.sf(dkw_radius(200, 0.1), 200) < 0.1


def _shifted(shift: float, seed: int) -> Callable[[int], np.ndarray]:
    """Uniforms moved by `shift`, which is their distance from the uniform."""
    rng = np.random.default_rng(seed)
    return lambda n: rng.random(n) + shift


def test_statement_keeps_both_errors(misses_at_most: Judge) -> None:
    # At the design's own gap: alpha = beta = 5 %; 600 trials notice a rate above 12 % at a false alarm of 1e-6.
    alpha = beta = 0.05
    limit, gap, trials = 0.1, 0.1, 600
    n = samples_needed(gap, alpha, beta)
    assert 700 < n < 750
    wrong, missed = 0, 0
    for seed in range(trials):
        at_limit = ks_at_most(_shifted(limit, seed), _unit, limit, alpha=alpha, looks=1, first=n)
        beyond = ks_at_most(_shifted(limit + gap, seed), _unit, limit, alpha=alpha, looks=1, first=n)
        wrong += at_limit.verdict == "fail"
        missed += beyond.verdict != "fail"
    misses_at_most(wrong, trials, alpha)
    misses_at_most(missed, trials, beta)


def _unit(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.clip(x, 0, 1))


def test_near_passes_and_far_fails() -> None:
    # At 0.03, distances of 0.01 and 0.05 are beyond the gap of 0.0136 that the last look sees: an error of 1e-3 each.
    answers = [
        (
            ks_at_most(_shifted(0.01, seed), _unit, 0.03, alpha=1e-3, looks=4),
            ks_at_most(_shifted(0.05, seed), _unit, 0.03, alpha=1e-3, looks=4),
        )
        for seed in range(60)
    ]
    # An error needs a deviation of 0.0116 at n = 64,000 (7e-8 by the inequality) or more before: 1e-5 for all 120.
    assert all(near.verdict == "pass" and far.verdict == "fail" for near, far in answers)
    assert np.mean([far.samples for _, far in answers]) < 40_000


def test_looks_are_paid_for(misses_at_most: Judge) -> None:
    # Exactly at the limit, with four looks, at 20 %: 400 trials notice a rate above 31 %.
    wrong = 0
    for seed in range(400):
        answer = ks_at_most(_shifted(0.05, seed), _unit, 0.05, alpha=0.2, looks=4, first=50)
        wrong += answer.verdict is not None
        assert answer.distance.low <= answer.distance.value <= answer.distance.high
    misses_at_most(wrong, 400, 0.2)


def test_statement_says_what_it_saw() -> None:
    answer = ks_at_most(_shifted(0.5, 0), _unit, 0.1, alpha=1e-3, beta=1e-2)
    assert answer.verdict == "fail"
    assert (answer.samples, answer.looks) == (1000, 1)
    assert 0.49 < answer.worst_at < 1.01  # F(x) - F_n(x) is 1/2 from 0.5 to 1
    assert answer.power.wrong_alarm == 1e-3
    assert answer.power.discrepancy == pytest.approx(0.1 + discrepancy_seen(1000 * 4**5, 1e-3, 1e-2, 6))


def test_tensors_are_joined_and_the_clock_stops_it() -> None:
    generator = torch.Generator().manual_seed(0)
    sizes = []

    def draw(n: int) -> torch.Tensor:
        sizes.append(n)
        return torch.rand(n, 1, generator=generator) + 0.05

    looks = iter((False, True))
    answer = ks_at_most(draw, lambda x: x.clamp(0, 1), 0.05, alpha=1e-6, first=10, growth=2, stop=lambda: next(looks))
    assert answer.verdict is None
    assert sizes == [10, 10]
    assert answer.samples == 20


def test_bad_requests_are_named() -> None:
    with pytest.raises(ValueError, match="lies in"):
        samples_needed(0.0, 0.1, 0.1)
    with pytest.raises(ValueError, match="both have to be at least 1"):
        dkw_radius(0, 0.1)
    with pytest.raises(ValueError, match="alpha is 2"):
        dkw_radius(10, 2.0)
    with pytest.raises(ValueError, match="one value a point"):
        ks_distance([0.1, 0.2], lambda x: 0.5)
    with pytest.raises(ValueError, match="have to be probabilities"):
        ks_distance([0.1, 0.2], lambda x: x * 10)
    with pytest.raises(ValueError, match="limit is 1"):
        ks_at_most(_shifted(0, 0), _unit, 1.0, alpha=0.1)
    with pytest.raises(ValueError, match="growth is 1"):
        ks_at_most(_shifted(0, 0), _unit, 0.1, alpha=0.1, growth=1)
    with pytest.raises(ValueError, match="returned 3 samples instead of 1000"):
        ks_at_most(lambda n: np.ones(3), _unit, 0.1, alpha=0.1)
