"""Whether two players' steps draw their noise from one law."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import kolmogorov
from scipy.stats import chi2_contingency

from gancheck.tracing.reading.noise.columns import split
from gancheck.tracing.reading.noise.laws import worth

Array = NDArray[np.float64]

LEVEL = 1e-4


def same_law(
    a: Sequence[NDArray[np.generic]], b: Sequence[NDArray[np.generic]], level: float = LEVEL
) -> tuple[bool, float]:
    """Return whether the minibatches `(n, ...)` of `a` and of `b` may come from one law, and the p-value.

    Two-sample Kolmogorov-Smirnov tests of all continuous entries together and of every column, chi-squared tests of
    discrete columns: a false alarm has probability at most `level` over all of them. Copies of a row count once, and
    entries that depend within a row or within a minibatch count for less. Rows of different shape are different laws
    (p = 0); with fewer than 8 distinct rows on a side nothing can be told (p = 1).
    """
    x, y = _distinct(a), _distinct(b)
    if x is None or y is None:
        return True, 1.0
    if x[0].shape[1] != y[0].shape[1]:
        return False, 0.0
    rows_x, rows_y = np.concatenate(x), np.concatenate(y)
    blocks = split(np.concatenate((rows_x, rows_y)))
    ps: list[float] = []
    for block in blocks:
        columns = slice(block.start, block.stop)
        ps += _discrete(rows_x[:, columns], rows_y[:, columns]) if not block.continuous else []
    told = [block for block in blocks if block.continuous]
    if told and min(len(rows_x), len(rows_y)) >= 8:
        places = np.concatenate([np.arange(block.start, block.stop) for block in told])
        ps += _continuous([m[:, places] for m in x], [m[:, places] for m in y])
    p = min(1.0, len(ps) * min(ps)) if ps else 1.0
    return p >= level, p


def _distinct(batches: Sequence[NDArray[np.generic]]) -> list[Array] | None:
    """Minibatches as rows, without those that are copies of an earlier one and without copies of rows in one."""
    seen: set[bytes] = set()
    kept = []
    for batch in batches:
        rows = np.asarray(batch, dtype=np.float64).reshape(len(batch), -1)
        content = rows.tobytes()
        if len(rows) and np.isfinite(rows).all() and content not in seen:
            seen.add(content)
            kept.append(rows)
    return kept or None


def _discrete(x: Array, y: Array) -> list[float]:
    ps = []
    for i in range(x.shape[1]):
        values = np.unique(np.concatenate((x[:, i], y[:, i])))
        if len(values) < 2:
            continue
        table = np.array([[(side[:, i] == value).sum() for value in values] for side in (x, y)])
        table = table[:, table.sum(0) >= 10]  # Rare values leave the chi-squared law.
        if table.shape[1] > 1 and (table.sum(1) >= 10).all():
            ps.append(float(chi2_contingency(table).pvalue))
    return ps


def _continuous(x: list[Array], y: list[Array]) -> list[float]:
    a, b = _unrepeated(np.concatenate(x)), _unrepeated(np.concatenate(y))
    if min(len(a), len(b)) < 8:
        return []
    # Minibatches whose rows depend are worth less than their rows.
    weights = [min(1.0, _worth_of_rows(batches)) for batches in (x, y)]
    n, m = len(a) * weights[0], len(b) * weights[1]
    d = a.shape[1]
    each = [_two_sample(a[:, i], b[:, i], n, m) for i in range(d)]
    if d == 1:
        return each
    together = _two_sample(a.ravel(), b.ravel(), worth(a) * weights[0], worth(b) * weights[1])
    return [together, min(1.0, d * min(each))]


def _unrepeated(rows: Array) -> Array:
    unique: Array = np.unique(rows, axis=0)
    return unique


def _worth_of_rows(batches: Sequence[Array]) -> float:
    """By how much dependence within minibatches lessens what a row is worth: the variance of minibatch means."""
    several = [batch for batch in batches if len(batch) > 1]
    if len(several) < 4:
        return 1.0
    rows = np.concatenate(several)
    variance = np.maximum(rows.var(0), 1e-300)
    between = sum(len(batch) * (batch.mean(0) - rows.mean(0)) ** 2 for batch in several) / variance / len(several)
    factor = float(np.max(between))
    # The greatest of d chi-squared means over T minibatches, four standard deviations of slack.
    return 1.0 / factor if factor > 1 + 5 * (2 / len(several)) ** 0.5 else 1.0


def _two_sample(x: Array, y: Array, n: float, m: float) -> float:
    both = np.sort(np.concatenate((x, y)))
    gap = np.searchsorted(np.sort(x), both, side="right") / len(x)
    gap -= np.searchsorted(np.sort(y), both, side="right") / len(y)
    return float(kolmogorov(float(np.abs(gap).max()) * (n * m / (n + m)) ** 0.5))
