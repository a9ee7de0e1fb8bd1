"""Minibatches of noise that are more even than independent draws: fixed places, fixed moments, quasi-random points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtr

from gancheck.tracing.reading.noise.dependence import Problem, chance

Array = NDArray[np.float64]

# Minibatches it takes to see that values stay in their places, and the part of the range that these may fill.
_SEEN, _FILLED = 8, 0.5
_ROUNDING = 1e-6


def places(batches: Sequence[Array]) -> Problem | None:
    """Columns whose sorted values stay near fixed places, as those of a grid with a little noise on it: `grid`.

    The ranges of the k-th smallest values, over 8 minibatches of 5 or more rows, leave at least half of the column's
    range empty, in as many pieces as a grid of these rows has. Independent draws from any law with a density fill it:
    the ranges of neighbouring ranks overlap. Points drawn one from each of n equal cells fill it, too.
    """
    size, often = Counter(map(len, batches)).most_common(1)[0] if batches else (0, 0)
    if size < 5 or often < _SEEN:
        return None
    ranked = np.sort(np.stack([batch for batch in batches if len(batch) == size]), axis=1)
    low, high = ranked.min(0), ranked.max(0)
    for column in range(low.shape[1]):
        filled, pieces = _union(low[:, column], high[:, column])
        whole = float(high[-1, column] - low[0, column])
        if pieces >= max(5.0, size**0.5) and filled < _FILLED * whole:
            seen = f"column {column + 1} stays near {pieces} fixed values in {often} minibatches of {size} rows"
            return "grid", seen, 0.0
    return None


def _union(low: Array, high: Array) -> tuple[float, int]:
    """Length and number of pieces of a union of intervals, given in order."""
    filled, pieces, end = 0.0, 0, -np.inf
    for a, b in zip(low.tolist(), high.tolist(), strict=True):
        pieces += a > end
        filled += max(0.0, b - max(a, end))
        end = max(end, b)
    return filled, pieces


def standardised(batches: Sequence[Array]) -> Problem | None:
    """Minibatches that were shifted and scaled to mean 0 and standard deviation 1: `dependent`."""
    several = [batch for batch in batches if len(batch) > 2]
    if len(several) < 4 or max(float(np.abs(batch.mean(0)).max()) for batch in several) > _ROUNDING:
        return None
    # The deviation may count n or n - 1 rows.
    off = [np.abs(np.array([batch.std(0, ddof=ddof) for batch in several]) - 1).max() for ddof in (0, 1)]
    if min(off) > _ROUNDING:
        return None
    return "dependent", f"each of {len(several)} minibatches has the mean 0 and the standard deviation 1", 0.0


def balanced(batches: Sequence[Array], level: float) -> Problem | None:
    """Minibatches whose means vary far less than those of independent rows, in every column: `quasi-random`.

    Sobol sequences, one point from each cell, vectors with their negatives: the mean over a minibatch has a smaller
    variance and the same expectation. A chi-squared test at `level` of the greatest of all columns' variances, which
    has to be less than half of what independent rows have.
    """
    several = [batch for batch in batches if len(batch) > 1]
    if len(several) < 4:
        return None
    rows = np.concatenate(several)
    spread = np.sum([len(b) * (b.mean(0) - rows.mean(0)) ** 2 for b in several], axis=0) / rows.var(0)
    free = len(several) - 1
    widest = float(spread.max())
    p = float(chdtr(free, widest))
    if p >= level or widest > 0.5 * free:
        return None
    seen = f"minibatch means vary at most {widest / free:.2g} times as much as of independent rows ({chance(p)})"
    return "quasi-random", seen, p
