"""Critics of one dimension: estimates of log p / q from samples of both, in the ranks of the pooled samples.

In those ranks the pooled samples are uniform, so what is left to estimate is the share of p_data among them.
A critic is a function `(real, fake, generator) -> logit`, from rows `(n, dim)` of each; the logit takes rows
to `(n,)`.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import fft

from gancheck.evidence.samples import Rows

Logit = Callable[[Rows], Rows]
Critic = Callable[[Rows, Rows, np.random.Generator], Logit]

_GRID = 4096
_BANDWIDTHS = (0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)


class Ranks:
    """The map from rows `(n, dim)` to their ranks among the pooled rows, by coordinate, in [0, 1]."""

    def __init__(self, pooled: Rows) -> None:
        self._sorted = np.sort(pooled, axis=0)

    def __call__(self, rows: Rows) -> Rows:
        """Mid-ranks, so that the points of an atom share the middle of their ranks; shape `(n, dim)`."""
        columns = []
        for reference, x in zip(self._sorted.T, rows.T, strict=True):
            columns.append(np.searchsorted(reference, x) + np.searchsorted(reference, x, side="right"))
        return np.stack(columns, axis=1) / (2.0 * len(self._sorted))


def histogram(real: Rows, fake: Rows, generator: np.random.Generator) -> Logit:
    """64 cells of equal pooled mass."""
    ranks, cells = Ranks(np.concatenate((real, fake))), 64
    ours, theirs = _counts(ranks(real), cells), _counts(ranks(fake), cells)
    logit = np.log((ours + 0.5) / (theirs + 0.5))
    return lambda rows: logit[_cell(ranks(rows), cells)]


def neighbours(real: Rows, fake: Rows, generator: np.random.Generator) -> Logit:
    """Return the share of p_data among the 2 sqrt(n) nearest in rank."""
    pooled = np.concatenate((real, fake))[:, 0]
    order = np.argsort(pooled, kind="stable")
    before = np.concatenate(([0], np.cumsum(order < len(real))))
    reference, half = pooled[order], math.ceil(math.sqrt(len(pooled)))

    def logit(rows: Rows) -> Rows:
        # All the points of an atom belong to the neighbourhood, or those of one side would decide alone.
        x = rows[:, 0]
        left, right = np.searchsorted(reference, x), np.searchsorted(reference, x, side="right")
        low, high = np.maximum(left - half, 0), np.minimum(right + half, len(reference))
        ours = before[high] - before[low]
        return np.asarray(np.log((ours + 0.5) / (high - low - ours + 0.5)))

    return logit


def kernel(real: Rows, fake: Rows, generator: np.random.Generator) -> Logit:
    """Gaussian kernels reflected at the ends, of the bandwidth that serves best a third set aside."""
    a, b = len(real) * 2 // 3, len(fake) * 2 // 3
    ranks = Ranks(np.concatenate((real[:a], fake[:b])))
    cell_a, cell_b = _cell(ranks(real[a:]), _GRID), _cell(ranks(fake[b:]), _GRID)
    ours, theirs = _counts(ranks(real[:a]), _GRID), _counts(ranks(fake[:b]), _GRID)
    worth = []
    for width in _BANDWIDTHS:
        logit = _smooth(ours, theirs, width)
        worth.append(-np.logaddexp(0, -logit[cell_a]).mean() - np.logaddexp(0, logit[cell_b]).mean())
    ranks = Ranks(np.concatenate((real, fake)))
    best = _BANDWIDTHS[int(np.argmax(worth))]
    table = _smooth(_counts(ranks(real), _GRID), _counts(ranks(fake), _GRID), best)
    return lambda rows: table[_cell(ranks(rows), _GRID)]


def _smooth(ours: Rows, theirs: Rows, width: float) -> Rows:
    # Counts reflected at both ends are what a cosine transform takes them for: smoothing is a product there.
    damping = np.exp(-((math.pi * width * np.arange(_GRID)) ** 2) / 2)
    p, q = (np.maximum(fft.idct(fft.dct(counts) * damping), 0.0) for counts in (ours, theirs))
    # Half a sample of either kind everywhere keeps the logit finite, as in the histogram.
    floor = 0.5 / (width * _GRID * math.sqrt(2 * math.pi))
    return np.asarray(np.log((p + floor) / (q + floor)))


def _cell(ranks: Rows, cells: int) -> np.ndarray:
    return np.minimum((ranks[:, 0] * cells).astype(np.int64), cells - 1)


def _counts(ranks: Rows, cells: int) -> Rows:
    return np.bincount(_cell(ranks, cells), minlength=cells).astype(np.float64)
