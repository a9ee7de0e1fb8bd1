"""Spearman's rank correlation with an interval, such as between a loss and the JSD."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special, stats

from gancheck.evidence.budget import check_probability
from gancheck.evidence.outcome import Measurement
from gancheck.evidence.samples import Samples, as_column


@dataclass(frozen=True)
class Correlation:
    """A rank correlation of `samples` pairs with its interval, `low <= value <= high`."""

    value: float
    low: float
    high: float
    samples: int

    def measurement(self) -> Measurement:
        """Return the same for an outcome."""
        return Measurement("Spearman correlation", self.value, self.low, self.high)


def spearman(x: Samples, y: Samples, alpha: float = 0.05) -> Correlation:
    """Spearman's correlation of independent pairs, shape `(n,)` each, with a nominal interval at 1 - `alpha`.

    Fisher's transform with the variance (1 + r^2 / 2) / (n - 3) of Bonett and Wright (2000). Near +-1 that
    misses the end away from 0 up to 17 % of the time: there r is first freed of its bias under normality
    (Kendall 1970), and the variance is (1 + r^4) / (n - 3) where that is more. It stays an approximation: the
    tests measure its misses. A perfect order does not prove a correlation of 1: the interval then starts from
    half a swap of neighbours less.

    Successive points of one training run are not independent pairs, their interval is too narrow: take one
    pair a run. Raises ValueError for fewer than 10 pairs and for constant `x` or `y`.
    """
    a, b = as_column(x, "x"), as_column(y, "y")
    check_probability(alpha, "alpha")
    if len(a) != len(b) or len(a) < 10:
        raise ValueError(f"{len(a)} and {len(b)} values; give at least 10 pairs")
    for values, name in ((a, "x"), (b, "y")):
        if values.min() == values.max():
            raise ValueError(f"{name} is constant ({values[0]:.6g}); its rank correlation with anything is undefined")
    n = len(a)
    value = float(np.clip(np.corrcoef(stats.rankdata(a), stats.rankdata(b))[0, 1], -1.0, 1.0))
    size, most = abs(value), 1.0 - 6.0 / (n**3 - n)
    inner = min(size, most)
    bias = max(3 * size - 6 / math.pi * math.asin(2 * math.sin(math.pi * size / 6)), 0.0) / (n + 1)
    outer = min(size + bias, most)
    quantile = float(special.ndtri(1.0 - alpha / 2))
    near = math.tanh(math.atanh(inner) - quantile * _deviation(inner, n))
    spread = math.sqrt((1 + max(outer**2 / 2, outer**4)) / (n - 3))
    far = 1.0 if size > most else math.tanh(math.atanh(outer) + quantile * spread)
    low, high = (near, far) if value >= 0 else (-far, -near)
    return Correlation(value, low, high, n)


def discrepancy_seen(n: int, alpha: float, beta: float) -> float:
    """Return the correlation that `n` pairs tell from 0.

    Their interval at `alpha` then contains 0 with probability at most `beta`, in `spearman`'s approximation.
    """
    check_probability(alpha, "alpha")
    check_probability(beta, "beta")
    if n < 10:
        raise ValueError(f"n is {n}; give at least 10 pairs")
    quantiles = float(special.ndtri(1.0 - alpha / 2)) + max(float(special.ndtri(1.0 - beta)), 0.0)

    def shortfall(z: float) -> float:
        return z - quantiles * _deviation(math.tanh(z), n)

    return math.tanh(float(optimize.brentq(shortfall, 0.0, 2.0 * quantiles, xtol=1e-12)))


def samples_needed(correlation: float, alpha: float, beta: float) -> int:
    """Return the pairs that tell `correlation` from 0; the inverse of `discrepancy_seen`, with its errors."""
    check_probability(alpha, "alpha")
    check_probability(beta, "beta")
    if not 0.0 < abs(correlation) < 1.0:
        raise ValueError(f"correlation is {correlation}; give one between 0 and 1 in size")
    quantiles = float(special.ndtri(1.0 - alpha / 2)) + max(float(special.ndtri(1.0 - beta)), 0.0)
    needed = (1 + correlation**2 / 2) * (quantiles / math.atanh(abs(correlation))) ** 2
    return max(math.ceil(needed - 1e-9) + 3, 10)


def _deviation(r: float, n: int) -> float:
    """Return the standard deviation of Fisher's z for Spearman's r."""
    return math.sqrt((1 + r**2 / 2) / (n - 3))
