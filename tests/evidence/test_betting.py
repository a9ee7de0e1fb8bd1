import math
import time
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gancheck.evidence.betting import discrepancy_seen, interval, lower_bound, samples_needed, upper_bound

Judge = Callable[[int, int, float], None]
Law = tuple[Callable[[np.random.Generator, int], np.ndarray], float, float]


def _clipped_cauchy(rng: np.random.Generator, n: int) -> np.ndarray:
    return np.clip(rng.standard_cauchy(n) / 20 + 0.5, 0, 1)


# Every law with its mean and standard deviation.
LAWS: dict[str, Law] = {
    "uniform": (lambda rng, n: rng.random(n), 0.5, 12**-0.5),
    "coin": (lambda rng, n: rng.integers(0, 2, n) * 1.0, 0.5, 0.5),
    "rarely one": (lambda rng, n: (rng.random(n) < 0.05) * 1.0, 0.05, 0.05**0.5 * 0.95**0.5),
    "rarely zero": (lambda rng, n: (rng.random(n) < 0.95) * 1.0, 0.95, 0.05**0.5 * 0.95**0.5),
    "almost never": (lambda rng, n: (rng.random(n) < 0.001) * 1.0, 0.001, 0.001**0.5 * 0.999**0.5),
    "heavy tails, clipped": (_clipped_cauchy, 0.5, 0.1617),
    "at the ends": (lambda rng, n: rng.beta(0.1, 0.9, n), 0.1, (0.1 * 0.9 / 2) ** 0.5),
    "narrow": (lambda rng, n: 0.5 + 0.01 * (rng.random(n) - 0.5), 0.5, 0.01 * 12**-0.5),
    "three points": (lambda rng, n: rng.choice([0, 0.5, 1], n, p=[0.05, 0.9, 0.05]), 0.5, 0.025**0.5),
    "constant": (lambda rng, n: np.full(n, 0.3), 0.3, 0.0),
    "zero": (lambda rng, n: np.zeros(n), 0.0, 0.0),
    "one": (lambda rng, n: np.ones(n), 1.0, 0.0),
}


@pytest.mark.parametrize("n", [5, 300])
@pytest.mark.parametrize("name", LAWS)
def test_lower_bound_misses_at_most_alpha(name: str, n: int, misses_at_most: Judge) -> None:
    # Nominal 5 %; 500 trials at a false alarm of 1e-6 notice a rate above 11 %.
    draw, mean, _ = LAWS[name]
    rng = np.random.default_rng(n)
    misses = sum(lower_bound(draw(rng, n), 0.05) > mean + 1e-12 for _ in range(500))
    misses_at_most(misses, 500, 0.05)


def test_laws_have_their_moments() -> None:
    # Six standard errors at n = 1e6 or better, so that no coverage is measured against a wrong mean.
    for name, (draw, mean, sd) in LAWS.items():
        x = draw(np.random.default_rng(0), 1_000_000)
        assert abs(x.mean() - mean) <= 6e-3 * sd + 1e-12, name
        assert abs(x.std() - sd) <= 0.1 * sd + 1e-12, name


@pytest.mark.parametrize("name", ["rarely zero", "heavy tails, clipped", "three points"])
def test_interval_misses_at_most_alpha(name: str, misses_at_most: Judge) -> None:
    draw, mean, _ = LAWS[name]
    rng, misses = np.random.default_rng(1), 0
    for _ in range(300):
        low, high = interval(draw(rng, 200), 0.1)
        misses += not low <= mean <= high
    misses_at_most(misses, 300, 0.1)


@given(st.integers(0, 2**32 - 1), st.integers(1, 200), st.floats(0.02, 20.0), st.floats(1e-9, 0.9))
def test_the_sample_mean_lies_in_its_interval(seed: int, n: int, shape: float, alpha: float) -> None:
    x = np.random.default_rng(seed).beta(shape, 1 / shape, n)
    low, high = interval(x, alpha)
    assert 0 <= low <= x.mean() + 1e-15
    assert x.mean() - 1e-15 <= high <= 1


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.floats(1e-6, 0.5))
def test_bound_is_where_the_wealth_first_refutes(seed: int, n: int, alpha: float) -> None:
    """The definition, one bet at a time, on a grid of means."""
    x = np.random.default_rng(seed).beta(0.5, 0.5, n)
    shuffled = x[np.random.default_rng(n).permutation(n)]

    def greatest_wealth(m: float) -> float:
        wealth, best, total, squares = 1.0, 0.0, 0.5, 0.25
        for t, value in enumerate(shuffled, start=1):
            bet = min(math.sqrt(2 * math.log(1 / alpha) / (n * squares / t)), 0.75 / m)
            wealth *= 1 + bet * (value - m)
            best = max(best, wealth)
            total += value
            squares += (value - total / (t + 1)) ** 2
        return best

    low = lower_bound(x, alpha)
    if 1e-6 < low < x.mean() - 1e-9:
        assert greatest_wealth(low) >= (1 - 1e-6) / alpha
        assert greatest_wealth(low + 1e-6) < 1 / alpha


def test_upper_bound_is_the_mirror_image() -> None:
    x = np.random.default_rng(0).random(100)
    assert upper_bound(x, 0.05) == 1 - lower_bound(1 - x, 0.05)
    assert interval(x, 0.1) == (lower_bound(x, 0.05), upper_bound(x, 0.05))


def test_smaller_errors_give_lower_bounds() -> None:
    x = np.random.default_rng(0).random(1000)
    bounds = [lower_bound(x, alpha) for alpha in (0.1, 1e-2, 1e-4, 1e-8)]
    assert bounds == sorted(bounds, reverse=True)


def test_betting_beats_hoeffding_where_the_variance_is_small() -> None:
    x = LAWS["rarely zero"][0](np.random.default_rng(0), 2000)
    hoeffding = x.mean() - math.sqrt(math.log(1 / 0.05) / 4000)
    assert lower_bound(x, 0.05) > hoeffding + 0.01


def test_bound_is_close_to_the_normal_one() -> None:
    # Honest at every n, and at n = 2,000 on average 1.23 times as wide as the normal interval: the mean of 400 bounds,
    # each spread by 0.65 of that width, is within 0.2 of it (six standard errors, a false alarm of 2e-9).
    rng = np.random.default_rng(0)
    slack = [0.5 - lower_bound(rng.random(2000), 0.05) for _ in range(400)]
    assert abs(np.mean(slack) / (stats.norm.isf(0.05) * 12**-0.5 / math.sqrt(2000)) - 1.23) < 0.2


def test_sorted_samples_are_as_good() -> None:
    x = np.sort(np.random.default_rng(0).random(2000))
    assert abs(lower_bound(x, 0.05) - lower_bound(x[::-1], 0.05)) < 0.01
    assert 0.47 < lower_bound(x, 0.05) < 0.5


def test_constants_are_bounded_at_the_rate_of_counting() -> None:
    low, high = interval(np.ones(1000), 0.05)
    assert 0.99 < low < 1 - math.log(1 / 0.025) / 1000
    assert high == 1.0
    assert interval(np.zeros(1000), 0.05)[0] == 0.0
    assert interval(np.zeros(1000), 0.05)[1] == pytest.approx(1 - low)


def test_tensors_are_samples() -> None:
    x = torch.rand(200, 1, generator=torch.Generator().manual_seed(0), requires_grad=True)
    assert lower_bound(x, 0.05) == lower_bound(x.detach().double().numpy()[:, 0], 0.05)


def test_a_hundred_thousand_samples_take_a_fifth_of_a_second() -> None:
    x, seconds = np.random.default_rng(0).random(100_000), []
    for _ in range(5):
        start = time.thread_time()
        lower_bound(x, 0.01)
        seconds.append(time.thread_time() - start)
    assert min(seconds) < 0.2


@given(st.floats(1e-3, 1.0), st.floats(1e-9, 0.5), st.floats(1e-9, 0.5), st.floats(0.0, 0.5))
def test_twins_invert_each_other(gap: float, alpha: float, beta: float, sd: float) -> None:
    n = samples_needed(gap, alpha, beta, sd)
    assert discrepancy_seen(n, alpha, beta, sd) <= gap * (1 + 1e-9)
    assert n == 1 or discrepancy_seen(n - 1, alpha, beta, sd) > gap * (1 - 1e-9)


@pytest.mark.parametrize("n", [50, 500])
@pytest.mark.parametrize("name", LAWS)
def test_what_the_twins_promise_is_seen(name: str, n: int, misses_at_most: Judge) -> None:
    # A limit at the gap below the mean: missed at most 5 %; 200 trials at 1e-6 notice a rate above 15 %.
    draw, mean, sd = LAWS[name]
    limit = mean - discrepancy_seen(n, 0.01, 0.05, sd)
    rng = np.random.default_rng(2)
    misses_at_most(sum(lower_bound(draw(rng, n), 0.01) <= limit for _ in range(200)), 200, 0.05)


def test_bad_requests_are_named() -> None:
    with pytest.raises(ValueError, match="have to lie in"):
        lower_bound([0.0, 2.0], 0.05)
    with pytest.raises(ValueError, match="one number a sample"):
        lower_bound(np.ones((3, 2)), 0.05)
    with pytest.raises(ValueError, match="alpha is 1"):
        upper_bound([0.5], 1.0)
    with pytest.raises(ValueError, match="at most 1 apart"):
        samples_needed(1.5, 0.1, 0.1)
    with pytest.raises(ValueError, match="lies in"):
        discrepancy_seen(10, 0.1, 0.1, sd=0.6)
    with pytest.raises(ValueError, match="n is 0"):
        discrepancy_seen(0, 0.1, 0.1)
