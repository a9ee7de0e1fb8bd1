"""Whether the rows of noise minibatches are what independent draws would be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtr, chdtrc, gammainc
from scipy.stats import rankdata
from scipy.stats import t as student

Array = NDArray[np.float64]
Problem = tuple[str, str, float]

# Columns looked at in pairs; a sliding window shows in neighbouring ones.
_COLUMNS = 128
_DATA = 0.3


def shared_vector(batches: Sequence[Array]) -> Problem | None:
    """Minibatches `(n, d)` in which every row is the same: `broadcast`, seen in at least half of them."""
    several = [batch for batch in batches if len(batch) > 1]
    same = sum(bool((batch == batch[0]).all()) for batch in several)
    if not several or 2 * same < len(several):
        return None
    return "broadcast", f"all rows are one vector in {same} of {len(several)} minibatches", 0.0


def grid(batches: Sequence[Array]) -> Problem | None:
    """Columns that are evenly spaced, in at least half of the minibatches of 5 or more rows.

    By chance 5 draws are evenly spaced to 0.1 % with probability below 1e-6. The order of the rows is no matter: it
    changes no mean.
    """
    large = [batch for batch in batches if len(batch) >= 5]
    if not large:
        return None
    even = np.array([_evenly(batch) for batch in large]).sum(0)
    if 2 * even.max() >= len(large):
        column = int(even.argmax())
        return "grid", f"column {column + 1} is evenly spaced in {even.max()} of {len(large)} minibatches", 0.0
    return None


def _evenly(batch: Array) -> NDArray[np.bool_]:
    """Which columns have evenly spaced values, five or more; equal ones count once (a grid in the plane has them)."""
    ranked = np.sort(batch, axis=0)
    steps = np.diff(ranked, axis=0)
    rounding = 4e-7 * np.abs(ranked).max(0)
    even = np.ptp(steps, axis=0) < 1e-3 * steps.mean(0) + rounding
    for column in np.flatnonzero((steps == 0).any(0)):
        own = steps[steps[:, column] > 0, column]
        even[column] = len(own) >= 4 and np.ptp(own) < 1e-3 * own.mean() + rounding[column]
    return np.asarray(even)


def repeats(batches: Sequence[Array], level: float) -> Problem | None:
    """Equal rows within minibatches, more than float32 draws coincide."""
    equal = pairs = rows = 0
    for batch in batches:
        counts = np.unique(batch, axis=0, return_counts=True)[1]
        equal += int((counts * (counts - 1) // 2).sum())
        rows += int((counts[counts > 1]).sum())
        pairs += len(batch) * (len(batch) - 1) // 2
    if not equal:
        return None
    expected = pairs * 2.0 ** max((1 - _bits(batches)) * batches[0].shape[1], -100)
    p = float(gammainc(equal, expected))
    if p >= level:
        return None
    total = sum(len(batch) for batch in batches)
    return "dependent", f"{rows} of {total} rows equal another row of their minibatch", p


def _bits(batches: Sequence[Array]) -> int:
    """Bits of precision that the numbers have: 24 for float32, 11 for half precision."""
    values = np.concatenate([batch.ravel() for batch in batches]).astype(np.float32)
    used = int(np.bitwise_or.reduce(values.view(np.uint32)))
    return 24 - ((used & -used).bit_length() - 1 if used & 0x7FFFFF else 23)


def dependence(batches: Sequence[Array], level: float, known: bool = True) -> Problem | None:
    """Rank, order, neighbours, halves, the next minibatch, and the spread of the minibatches' means.

    The most telling rejection of five tests at `level` each, of minibatches `(n, d)` without repeated rows. Every test
    takes the worst column (or pair of columns) and pays for all of them: however columns depend, it holds. Where the
    law is not `known`, rows may be data: ranks are looked at, and only correlations above 0.3 count.
    """
    rows = np.concatenate(batches)
    lacking = lacking_rank(rows) if known else None
    if lacking is not None:
        return lacking
    rows = rows[:, :_COLUMNS] if known else rankdata(rows[:, :_COLUMNS], axis=0)
    scaled = np.split((rows - rows.mean(0)) / rows.std(0), np.cumsum([len(batch) for batch in batches])[:-1])
    rejected = [(p, -abs(r), seen) for p, r, seen in _tests(scaled) if p < level and (known or abs(r) > _DATA)]
    if not rejected:
        return None
    p, _, seen = min(rejected)
    return "dependent", f"{seen} ({chance(p)})", p


def chance(p: float) -> str:
    """A p-value for sentences."""
    return f"p = {p:.0e}" if p > 0 else "p < 1e-300"


def beside(rows: Array, others: Array, level: float) -> bool:
    """Whether columns `(n, d)` may be independent of the columns `(n, e)` beside them: all correlations at `level`."""
    x, y = (rankdata(columns[:, :_COLUMNS], axis=0) for columns in (rows, others))
    x, y = x[:, np.ptp(x, axis=0) > 0], y[:, np.ptp(y, axis=0) > 0]
    if not x.size or not y.size:
        return True
    x, y = (x - x.mean(0)) / x.std(0), (y - y.mean(0)) / y.std(0)
    r = x.T @ y / len(x)
    return _p(float(np.abs(r).max()), len(x), r.size) >= level


def lacking_rank(rows: Array) -> Problem | None:
    """Coordinates of rows `(n, d)` that are combinations of others; not looked for in fewer than 2 d rows."""
    n, d = rows.shape
    if d < 2 or n < 2 * d:
        return None
    eigenvalues = np.linalg.eigvalsh(np.corrcoef(rows.T))
    rank = int((eigenvalues > 1e-5).sum())
    if rank == d:
        return None
    if rank == 1:
        return "dependent", f"all {d} coordinates are one number and its multiples", 0.0
    return "dependent", f"the {d} coordinates span only {rank} dimensions", 0.0


def _tests(batches: Sequence[Array]) -> Iterator[tuple[float, float, str]]:
    yield from _order(batches)
    within = [(b[:-1], b[1:]) for b in batches if len(b) > 1]
    yield from _pairs(within, "the row after it")
    halves = [(b[: len(b) // 2], b[len(b) // 2 : 2 * (len(b) // 2)]) for b in batches if len(b) > 3]
    yield from _pairs(halves, "the row half a minibatch later")
    following = [(a[: len(b)], b[: len(a)]) for a, b in pairwise(batches)]
    yield from _pairs(following, "the same row of the next minibatch")
    yield from _means(batches)


def _order(batches: Sequence[Array]) -> Iterator[tuple[float, float, str]]:
    places = np.concatenate([np.arange(len(b)) - (len(b) - 1) / 2 for b in batches])
    if not places.any():
        return
    rows = np.concatenate(batches)
    r = places @ rows / np.sqrt((places**2).sum() * (rows**2).sum(0))
    worst = int(np.abs(r).argmax())
    seen = f"column {worst + 1} follows the order of rows, r = {r[worst]:.2f}"
    yield _p(r[worst], len(rows), rows.shape[1]), float(r[worst]), seen


def _pairs(pairs: Sequence[tuple[Array, Array]], named: str) -> Iterator[tuple[float, float, str]]:
    if not pairs:
        return
    a, b = np.concatenate([x for x, _ in pairs]), np.concatenate([y for _, y in pairs])
    if len(a) < 20:
        return
    r = (a.T @ b) / np.sqrt(np.outer((a**2).sum(0), (b**2).sum(0)))
    i, j = np.unravel_index(int(np.abs(r).argmax()), r.shape)
    what = (
        f"column {i + 1} of a row and column {j + 1} of {named}" if i != j else f"column {i + 1} of a row and {named}"
    )
    yield _p(float(r[i, j]), len(a), r.size), float(r[i, j]), f"{what} correlate, r = {r[i, j]:.2f}"


def _p(r: float, n: int, tried: int) -> float:
    """The two-sided p-value of a correlation of n pairs, the worst of `tried`."""
    if n < 4:
        return 1.0
    t = abs(r) * math.sqrt((n - 2) / max(1 - r * r, 1e-15))
    return min(1.0, tried * 2 * float(student.sf(t, n - 2)))


def _means(batches: Sequence[Array]) -> Iterator[tuple[float, float, str]]:
    """The minibatches' means, against what independent rows give: too far apart, or too close together."""
    several = [batch for batch in batches if len(batch) > 1]
    if len(several) < 4:
        return
    # Pooled rows have mean 0 and variance 1; that takes one degree of freedom of the means.
    spread = np.sum([len(b) * b.mean(0) ** 2 for b in several], axis=0)
    free = len(several) - 1
    d = len(spread)
    # The correlation of two rows of one minibatch that would spread the means as much.
    size = sum(map(len, several)) / len(several)
    alike = (spread / free - 1) / (size - 1)
    low, high = int(spread.argmin()), int(spread.argmax())
    wide, narrow = float(chdtrc(free, spread[high])), float(chdtr(free, spread[low]))
    if wide <= narrow:
        seen = (
            f"minibatch means of column {high + 1} vary {spread[high] / free:.2g} times as much as of independent rows"
        )
        yield min(1.0, 2 * d * wide), float(alike[high]), seen
    else:
        seen = f"minibatch means of column {low + 1} vary {spread[low] / free:.2g} times as much as of independent rows"
        yield min(1.0, 2 * d * narrow), float(alike[low]), seen
