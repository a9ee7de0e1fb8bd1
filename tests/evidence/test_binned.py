import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats
from scipy.spatial import distance

from gancheck.evidence.binned import binned_jsd, discrepancy_seen, radius, samples_needed

Judge = Callable[[int, int, float], None]


def _jsd(q: np.ndarray) -> float:
    """The JSD of cell masses q and equal ones; scipy's distance is its square root."""
    return float(distance.jensenshannon(q, np.full(len(q), 1 / len(q))) ** 2)


def _laws(bins: int) -> dict[str, np.ndarray]:
    """Laws over the cells that are hard for the interval: at and near p_data, spikes, holes, steps."""
    equal = np.full(bins, 1.0)
    step = np.where(np.arange(bins) < bins // 2, 0.8, 1.2)
    hole = np.where(np.arange(bins) == 0, 0.0, 1.0)
    spike = np.where(np.arange(bins) == 0, 9.0 * (bins - 1), 1.0)
    quarter = np.where(np.arange(bins) < max(bins // 4, 1), 1.0, 0.0)
    thin = np.where(np.arange(bins) < bins // 2, 0.05, 1.0)
    laws = {"equal": equal, "step": step, "hole": hole, "spike": spike, "quarter": quarter, "thin": thin}
    return {name: law / law.sum() for name, law in laws.items()}


@pytest.mark.parametrize("per_cell", [5, 20])
@pytest.mark.parametrize("bins", [4, 64])
@pytest.mark.parametrize("law", list(_laws(4)))
def test_interval_misses_at_most_its_rate(law: str, bins: int, per_cell: int, misses_at_most: Judge) -> None:
    # Nominal 2.5 %; 600 trials at a false alarm of 1e-6 notice a rate above 7 %.
    q, rng = _laws(bins)[law], np.random.default_rng(7)
    n, truth, misses = bins * per_cell, _jsd(_laws(bins)[law]), 0
    counts = rng.multinomial(n, q, size=600)
    for count in counts:
        answer = binned_jsd((np.repeat(np.arange(bins), count) + 0.5) / bins, bins=bins)
        misses += not answer.low <= truth + 1e-12 <= answer.high + 2e-12
        assert answer.low <= answer.estimate <= answer.high
    misses_at_most(misses, 600, 0.025)


@pytest.mark.slow
@pytest.mark.parametrize("per_cell", [5, 10, 50])
@pytest.mark.parametrize("bins", [4, 16, 64, 256])
@pytest.mark.parametrize("alpha", [0.025, 1e-3])
def test_radius_is_calibrated_for_finite_counts(alpha: float, bins: int, per_cell: int) -> None:
    # 100,000 draws: the rate is known to within 6 standard errors (false alarm 2e-9 a case). The chi-square's own
    # quantile is exceeded up to 40 times too often here.
    rng, n, over = np.random.default_rng(11), bins * per_cell, 0
    k = np.arange(n + 1)
    cell = _cell(k, per_cell) / n
    for _ in range(10):
        over += int((cell[rng.multinomial(n, [1 / bins] * bins, 10_000)].sum(1) > radius(n, bins, alpha) ** 2).sum())
    noise = 6 * math.sqrt(alpha / 100_000)
    # Pearson's curve is an approximation: for four cells of five the counts are so discrete that it is off by a half.
    assert over / 100_000 <= 1.5 * alpha + noise


def _cell(k: np.ndarray, expected: float) -> np.ndarray:
    """The n JSD of one cell by scipy's relative entropies."""
    middle = (k + expected) / 2
    return np.asarray(special.rel_entr(k, middle) + special.rel_entr(expected, middle)) / 2


@pytest.mark.parametrize("bins", [2, 16, 256])
def test_radius_tends_to_the_chi_square(bins: int) -> None:
    n = 100_000 * bins
    assert 8 * n * radius(n, bins, 0.025) ** 2 == pytest.approx(stats.chi2.isf(0.025, bins - 1), rel=1e-3)


def test_estimate_agrees_with_scipy_but_for_the_bias() -> None:
    u = np.random.default_rng(0).beta(2, 1, 5000)
    counts, _ = np.histogram(u, bins=32, range=(0, 1))
    answer = binned_jsd(u, bins=32)
    assert answer.estimate == pytest.approx(_jsd(counts / 5000) - 31 / 40_000, abs=1e-12)
    assert (answer.bins, answer.samples) == (32, 5000)


def test_equal_laws_read_zero_without_bias() -> None:
    # The mean over 300 of the unclipped estimate; 6 standard errors.
    rng = np.random.default_rng(2)
    plug_in = [_jsd(np.bincount(rng.integers(0, 16, 2000), minlength=16) / 2000) for _ in range(300)]
    assert abs(np.mean(plug_in) - 15 / 16_000) < 6 * np.std(plug_in) / math.sqrt(300)
    assert binned_jsd((np.arange(1600) + 0.5) / 1600, bins=16).estimate == 0.0


def test_constant_generator_reads_one_cell() -> None:
    answer = binned_jsd(np.ones(640), bins=64)
    assert answer.high == math.log(2)
    assert answer.low < _jsd(np.eye(64)[0]) < answer.high


@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.floats(0.05, 20.0), st.floats(1e-9, 0.6))
def test_the_estimate_lies_in_its_interval(seed: int, dim: int, power: float, alpha: float) -> None:
    u = np.random.default_rng(seed).random((400, dim)) ** power
    answer = binned_jsd(u, bins=64, alpha=alpha)
    assert 0 <= answer.low <= answer.estimate <= answer.high <= math.log(2)
    assert answer.measurement().value == answer.estimate


def test_cells_of_more_dimensions_are_a_grid() -> None:
    x = torch.rand(6000, 2, generator=torch.Generator().manual_seed(0))
    joint = binned_jsd(torch.stack((x[:, 0], (x[:, 0] * 8 % 1 + x[:, 1] * 0.1) % 1), dim=1), bins=70)
    assert joint.bins == 64
    assert joint.measurement().name == "JSD over 64 bins"
    # Both coordinates are uniform, only together do they differ: one coordinate sees nothing (false alarm 1e-6).
    assert binned_jsd(x[:, 0], bins=8, alpha=1e-6).low == 0
    assert binned_jsd(torch.stack((x[:, 0], x[:, 0]), dim=1), bins=64).low > 0.4


def test_more_bins_see_a_spike_that_few_do_not() -> None:
    # A law on every other of 64 cells: 32 bins cannot see it, 64 read its JSD of 0.216.
    rng = np.random.default_rng(4)
    u = (rng.integers(0, 32, 20_000) * 2 + rng.random(20_000)) / 64
    assert binned_jsd(u, bins=32).high < 0.005
    assert binned_jsd(u, bins=64).low > 0.18


@pytest.mark.parametrize("limit", [0.0, 0.01])
@pytest.mark.parametrize("bins", [4, 64])
@pytest.mark.parametrize("gap", [0.003, 0.03, 0.2])
def test_twins_invert_each_other(gap: float, bins: int, limit: float) -> None:
    n = samples_needed(limit + gap, alpha=1e-3, beta=1e-2, bins=bins, limit=limit)
    assert discrepancy_seen(n, alpha=1e-3, beta=1e-2, bins=bins, limit=limit) <= limit + gap
    if n > 5 * bins:
        assert discrepancy_seen(n - 1, alpha=1e-3, beta=1e-2, bins=bins, limit=limit) > limit + gap


def test_what_the_twins_promise_is_seen(misses_at_most: Judge) -> None:
    # A law at the discrepancy that n samples see: missed at most 5 %; 400 trials notice a rate above 11 %.
    n, limit = 2000, 0.005
    seen = discrepancy_seen(n, alpha=0.01, beta=0.05, bins=16, limit=limit)
    tilt = np.linspace(-1, 1, 16)
    low, high = 0.0, 10.0
    while high - low > 1e-9:
        s = (low + high) / 2
        low, high = (s, high) if _jsd(_tilted(tilt, s)) < seen else (low, s)
    rng, missed = np.random.default_rng(9), 0
    for _ in range(400):
        cells = rng.choice(16, n, p=_tilted(tilt, high))
        missed += binned_jsd((cells + 0.5) / 16, bins=16, alpha=0.01).low <= limit
    misses_at_most(missed, 400, 0.05)


def _tilted(tilt: np.ndarray, s: float) -> np.ndarray:
    w = np.exp(s * tilt)
    return np.asarray(w / w.sum())


def test_bad_requests_are_named() -> None:
    with pytest.raises(ValueError, match="have to lie in"):
        binned_jsd([0.5, 1.5])
    with pytest.raises(ValueError, match="5 samples a bin"):
        binned_jsd(np.linspace(0, 1, 100), bins=64)
    with pytest.raises(ValueError, match="give 256 or more"):
        binned_jsd(np.random.default_rng(0).random((5000, 8)), bins=64)
    with pytest.raises(ValueError, match="alpha is 0"):
        radius(1000, 8, 0.0)
    with pytest.raises(ValueError, match="limit < jsd"):
        samples_needed(0.01, alpha=0.1, beta=0.1, limit=0.02)
