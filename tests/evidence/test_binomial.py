import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gancheck.evidence.binomial import (
    anytime_interval,
    discrepancy_seen,
    interval,
    lower_bound,
    mode_masses,
    samples_needed,
    upper_bound,
)


@given(st.integers(1, 2000), st.data(), st.floats(1e-9, 0.5))
def test_interval_agrees_with_scipy(trials: int, data: st.DataObject, alpha: float) -> None:
    successes = data.draw(st.integers(0, trials))
    expected = stats.binomtest(successes, trials).proportion_ci(1 - alpha, method="exact")
    low, high = interval(successes, trials, alpha)
    assert low == pytest.approx(expected.low, rel=1e-6, abs=1e-12)
    assert high == pytest.approx(expected.high, rel=1e-6, abs=1e-12)
    assert low <= successes / trials <= high


@pytest.mark.parametrize("p", [0.0, 1e-4, 0.03, 0.5, 0.999, 1.0])
@pytest.mark.parametrize("n", [1, 10, 77])
def test_bounds_cover_exactly(p: float, n: int) -> None:
    # No simulation: the law of the count is known.
    law = stats.binom.pmf(np.arange(n + 1), n, p)
    over = sum(law[k] for k in range(n + 1) if lower_bound(k, n, 0.05) > p)
    under = sum(law[k] for k in range(n + 1) if upper_bound(k, n, 0.05) < p)
    assert over <= 0.05 + 1e-12
    assert under <= 0.05 + 1e-12


@pytest.mark.parametrize("p", [0.0, 0.02, 0.5, 0.95])
def test_anytime_interval_holds_at_every_moment(p: float) -> None:
    # Exact, over all paths of 200 trials: the probability that p ever leaves the interval.
    alpha, n = 0.1, 200
    alive, ever = np.ones(1), 0.0
    for t in range(1, n + 1):
        alive = np.convolve(alive, (1 - p, p))
        for s in np.flatnonzero(alive > 1e-9):
            low, high = anytime_interval(int(s), t - int(s), alpha)
            if not low <= p <= high:
                ever += alive[s]
                alive[s] = 0.0
    assert ever <= alpha


@given(st.integers(0, 500), st.integers(0, 500), st.floats(1e-9, 0.5))
def test_anytime_interval_contains_the_fraction_and_the_fixed_interval(s: int, f: int, alpha: float) -> None:
    if s + f == 0:
        return
    low, high = anytime_interval(s, f, alpha)
    fixed = interval(s, s + f, alpha)
    assert low <= s / (s + f) <= high
    assert low <= fixed[0] + 1e-9
    assert high >= fixed[1] - 1e-9


def test_healthy_modes_are_kept_and_collapsed_ones_found() -> None:
    # Half the weight left in one mode is healthy, nothing left is collapsed. A mode at half its weight is called lost
    # with probability below 1e-9 (asserted), one without samples always: a false alarm below 1e-6 here.
    weights = [1 / 8] * 8
    critical = max(k for k in range(30) if stats.binom.cdf(k, 500, 1 / 32) <= 1e-3 / 8)
    assert stats.binom.cdf(critical, 500, 1 / 16) < 1e-9
    rng = np.random.default_rng(3)
    for _ in range(60):
        half = rng.multinomial(500, [1 / 16] + [15 / 112] * 7)
        assert not any(mode.lost for mode in mode_masses(half.tolist(), 500, weights, alpha=1e-3))
        none = rng.multinomial(500, [0] + [1 / 7] * 7)
        assert [mode.lost for mode in mode_masses(none.tolist(), 500, weights, alpha=1e-3)] == [True] + [False] * 7


def test_modes_at_their_floor_alarm_at_most_at_alpha() -> None:
    # Exactly, for one mode at the floor: the probability of rejection.
    for n in (50, 500, 3000):
        lost = [k for k in range(n) if mode_masses([k, 0], n, [0.5, 0.5], alpha=0.02)[0].lost]
        assert np.sum(stats.binom.pmf(lost, n, 0.125)) <= 0.01


def test_mode_masses_report_mass_interval_and_floor() -> None:
    first, second = mode_masses([30, 60], 100, [0.4, 0.6], alpha=0.02)
    assert (first.mass, first.floor, first.lost) == (0.3, 0.1, False)
    assert (first.low, first.high) == interval(30, 100, 0.01)
    assert second.p_value == pytest.approx(stats.binom.cdf(60, 100, 0.15))


@pytest.mark.parametrize("mass", [0.0, 0.005, 0.015, 0.02])
@pytest.mark.parametrize("alpha", [1e-2, 1e-4])
def test_twins_invert_each_other(mass: float, alpha: float) -> None:
    kwargs = {"alpha": alpha, "beta": 1e-3, "modes": 8}
    n = samples_needed(mass, 1 / 8, **kwargs)  # type: ignore[arg-type]
    seen = discrepancy_seen(n, 1 / 8, **kwargs)  # type: ignore[arg-type]
    assert seen is not None
    assert seen >= mass
    fewer = [discrepancy_seen(m, 1 / 8, **kwargs) for m in range(max(1, n - 200), n)]  # type: ignore[arg-type]
    assert all(s is None or s < mass for s in fewer)


def test_seen_mass_is_missed_at_beta() -> None:
    n, weight, alpha, beta = 800, 0.125, 1e-3, 1e-2
    seen = discrepancy_seen(n, weight, alpha=alpha, beta=beta)
    assert seen is not None
    lost = [k for k in range(60) if mode_masses([k], n, [weight], alpha=alpha)[0].lost]
    assert 1 - np.sum(stats.binom.pmf(lost, n, seen)) == pytest.approx(beta, rel=1e-6)


def test_too_few_samples_see_nothing() -> None:
    assert discrepancy_seen(10, 0.125, alpha=1e-3, beta=1e-3) is None


def test_bad_requests_are_named() -> None:
    with pytest.raises(ValueError, match="0 <= successes <= trials"):
        interval(3, 2, 0.1)
    with pytest.raises(ValueError, match="at least one trial"):
        anytime_interval(0, 0, 0.1)
    with pytest.raises(ValueError, match="alpha is 0"):
        lower_bound(1, 2, 0.0)
    with pytest.raises(ValueError, match="one of each for every mode"):
        mode_masses([1, 2], 3, [1.0], alpha=0.1)
    with pytest.raises(ValueError, match="do not fit into 3 samples"):
        mode_masses([2, 2], 3, [0.5, 0.5], alpha=0.1)
    with pytest.raises(ValueError, match="have to lie in"):
        mode_masses([2], 3, [0.0], alpha=0.1)
    with pytest.raises(ValueError, match="nothing to find"):
        samples_needed(0.1, 0.125, alpha=0.1, beta=0.1)
    assert math.isfinite(samples_needed(0.0, 1.0, alpha=0.1, beta=0.1))
