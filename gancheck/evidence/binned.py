"""The JSD over cells of equal p_data mass, with an interval.

Points are taken as the uniforms that p_data's own distribution function (from two dimensions on its
Rosenblatt transform) makes of them, so that p_data is uniform over the cells of a grid on [0, 1]^dim. Merging
points into cells can only lower the JSD: the lower end also bounds the JSD itself, the upper end bounds the
binned JSD alone. What it can see depends on the cells, so their number belongs to every statement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import special, stats

from gancheck.evidence.budget import check_probability
from gancheck.evidence.outcome import Measurement
from gancheck.evidence.samples import Rows, Samples, as_unit


@dataclass(frozen=True)
class BinnedJsd:
    """A JSD in nats over `bins` cells of equal p_data mass: `low <= estimate <= high`."""

    estimate: float
    low: float
    high: float
    bins: int
    samples: int

    def measurement(self) -> Measurement:
        """Return the same for an outcome; the name tells the number of cells."""
        return Measurement(f"JSD over {self.bins} bins", self.estimate, self.low, self.high, "nats")


def binned_jsd(uniforms: Samples, *, bins: int = 64, alpha: float = 0.025) -> BinnedJsd:
    """JSD between p_data and the generator over at most `bins` cells, from the generator's points.

    `uniforms` are the generator's points in [0, 1]^dim, shape `(n, dim)`, such as `p_data.rosenblatt(x)`. The
    grid has the same number of cells along every dimension, `floor(bins ** (1 / dim))`. The estimate is free
    of the plug-in's bias (bins - 1) / 8n to first order. Since sqrt(JSD) is a metric (Endres and Schindelin
    2003), the interval (sqrt(J) +- r)^2 misses the binned JSD, on either side, with probability at most
    `alpha`; see `radius`.

    Raises ValueError for points outside of [0, 1], fewer than two cells a dimension, or fewer than 5 points a
    cell.
    """
    u = as_unit(uniforms, "uniforms")
    n, dim = u.shape
    side = int(bins ** (1 / dim) + 1e-9)
    if side < 2:
        raise ValueError(f"{bins} bins give fewer than two cells along each of {dim} dimensions; give {2**dim} or more")
    cells = side**dim
    r = radius(n, cells, alpha)
    index = np.minimum((u * side).astype(np.int64), side - 1)
    counts = np.bincount(np.ravel_multi_index(tuple(index.T), (side,) * dim), minlength=cells)
    plug_in = float(_cell_jsd(counts.astype(np.float64), n / cells).sum()) / n
    low = max(math.sqrt(plug_in) - r, 0.0) ** 2
    high = min((math.sqrt(plug_in) + r) ** 2, math.log(2.0))
    estimate = min(max(plug_in - (cells - 1) / (8 * n), low), high)
    return BinnedJsd(estimate, low, high, cells, n)


@lru_cache(maxsize=512)
def radius(n: int, bins: int, alpha: float) -> float:
    """How far sqrt(JSD) of `n` counts over `bins` cells may be off, except with probability `alpha`.

    The distance of the counts from their own distribution: 8n JSD is chi-square with bins - 1 degrees of
    freedom in the limit. With 10 points a cell that quantile is exceeded 2 to 40 times too often in the tail
    (bins from 16 to 256), so the first three moments of 8n JSD are computed for finite counts and a Pearson
    III quantile is taken, never below the chi-square's.
    """
    check_probability(alpha, "alpha")
    if bins < 2 or n < 5 * bins:
        raise ValueError(f"{n} samples over {bins} bins; give at least two bins and 5 samples a bin")
    expected = n / bins
    reach = 14 * math.sqrt(expected) + 60
    k = np.arange(max(0, int(expected - reach)), min(n, int(expected + reach)) + 1, dtype=np.float64)
    weight = stats.binom.pmf(k, n, 1 / bins)
    f = 8 * _cell_jsd(k, expected)
    mean = float(weight @ f)
    # The part that is linear in a count cancels over the cells, because the counts sum to n. What is left is
    # nearly uncorrelated; the powers of bins / (bins - 1) make the moments exact in the chi-square limit.
    slope = float(weight @ (f * (k - expected))) / (expected * (1 - 1 / bins))
    rest = f - mean - slope * (k - expected)
    correction = bins / (bins - 1)
    variance = bins * float(weight @ rest**2) * correction
    third = bins * float(weight @ rest**3) * correction**2
    skew = max(third / variance**1.5, 0.0)
    quantile = bins * mean + math.sqrt(variance) * float(stats.pearson3.isf(alpha, skew))
    return math.sqrt(max(quantile, float(stats.chi2.isf(alpha, bins - 1))) / (8 * n))


def samples_needed(jsd: float, *, alpha: float, beta: float, bins: int = 64, limit: float = 0.0) -> int:
    """Return samples with which "the binned JSD is at most `limit`" fails wrongly at most at rate `alpha`.

    And a binned JSD of `jsd` or more (nats) escapes failing with probability at most `beta`. Inverse of
    `discrepancy_seen`.
    """
    if not 0.0 <= limit < jsd <= math.log(2.0):
        raise ValueError(f"jsd is {jsd} and limit is {limit}; give 0 <= limit < jsd <= log 2")

    def enough(n: int) -> bool:
        return discrepancy_seen(n, alpha=alpha, beta=beta, bins=bins, limit=limit) <= jsd

    low, high = 5 * bins - 1, 5 * bins
    while not enough(high):
        low, high = high, 2 * high
        if high > 2**40:
            raise ValueError(f"a JSD of {jsd} cannot be told from {limit} with 1e12 samples over {bins} bins")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def discrepancy_seen(n: int, *, alpha: float, beta: float, bins: int = 64, limit: float = 0.0) -> float:
    """Return the binned JSD (nats) that `n` samples tell from `limit`, with the errors of `samples_needed`.

    It may exceed log 2, the largest JSD there is: then nothing is seen for sure.
    """
    return (math.sqrt(limit) + radius(n, bins, alpha) + radius(n, bins, beta)) ** 2


def _cell_jsd(count: Rows, expected: float) -> Rows:
    """Return what a cell contributes to n JSD, from the generator's count in it and p_data's."""
    middle = (count + expected) / 2
    own = special.xlogy(count, count / middle)
    return np.asarray(own + expected * np.log(expected / middle)) / 2
