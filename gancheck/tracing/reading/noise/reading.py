"""What the generator was fed over a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray

from gancheck.tracing.reading.noise.columns import split
from gancheck.tracing.reading.noise.dependence import (
    Problem,
    beside,
    dependence,
    grid,
    lacking_rank,
    repeats,
    shared_vector,
)
from gancheck.tracing.reading.noise.evenness import balanced, places, standardised
from gancheck.tracing.reading.noise.laws import Law, column_p, fit, sphere, worth
from gancheck.tracing.reading.provenance import hash_rows

Array = NDArray[np.float64]

LEVEL = 1e-4
"""Of each of a law's two tests; a tenth of it of each of six tests of dependence, and of one of evenness.

A right run loses its law with probability at most 2e-4, is accused of a problem with probability at most 6e-5, and
called quasi-random, which is none, with 1e-5.
"""

_COLUMNS = 512
_PROBLEM = 10.0
_IMAGE = 0.25
# Share of new rows in minibatches below which they are drawn from a finite set.
_NEW = 0.9


@dataclass(frozen=True)
class Part:
    """Neighbouring columns `start` to `stop` (excluded) of one law, "" where none is known; `p` is its p-value."""

    law: str
    start: int
    stop: int
    p: float = 1.0

    @property
    def width(self) -> int:
        """How many columns."""
        return self.stop - self.start

    def __str__(self) -> str:
        """Return `N(0, 1)^100`."""
        name = self.law or "unknown"
        return f"{name}^{self.width}" if self.width > 1 else name


@dataclass(frozen=True)
class NoiseReading:
    """What the generator was fed.

    `law` names the law of its entries, joined by " + " where columns differ (noise and one-hot labels), "" where none
    is known (images). `parts` has the columns. `problem` is a cause of the clause `noise-law` (zero, constant,
    broadcast, grid, dependent; quasi-random, which harms nobody) or "", `seen` a sentence with numbers, `p` the p-value
    it rests on (0 where certain).
    `shape` is that of one row; `batches` counts the minibatches whose rows had not been fed before, `rows` those rows.
    """

    law: str = ""
    problem: str = ""
    seen: str = ""
    p: float = 1.0
    shape: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    batches: int = 0
    rows: int = 0

    def __str__(self) -> str:
        """Return `N(0, 1)^62 + one-hot labels^10`."""
        return " + ".join(map(str, self.parts)) or "unknown"


def _unsorted(batch: Array, draw: np.random.Generator) -> Array:
    """Rows that somebody sorted, in any order: sorting changes no mean, and is not what dependence is looked for in."""
    steps = np.diff(batch, axis=0)
    if len(batch) >= 5 and ((steps > 0).all(0) | (steps < 0).all(0)).any():
        return batch[draw.permutation(len(batch))]
    return batch


def read_noise(batches: Sequence[NDArray[np.generic]], level: float = LEVEL) -> NoiseReading:
    """Read law and problem off what the generator was fed, minibatches `(n, ...)` in order.

    Rows that were fed before (a minibatch shared by both players, noise drawn once) count once. A law is what the
    Kolmogorov-Smirnov test does not reject at `level`, the likeliest if several. Dependence between rows is tested in
    continuous columns, but not in images of no known law. Each test of a law has `level`, each of dependence a tenth
    of it, over all columns.
    """
    kept, shape = _alike(batches)
    rows = [np.asarray(b, dtype=np.float64).reshape(len(b), -1)[:, :_COLUMNS] for b in kept]
    if not rows or not rows[0].size or not all(np.isfinite(b).all() for b in rows):
        return NoiseReading(shape=shape)
    draw = np.random.default_rng(0)
    rows = [_unsorted(b, draw) for b in rows]
    everything = np.concatenate(rows)
    still = _still(rows, everything)
    if still is not None:
        return NoiseReading("constant", *still, shape, (Part("constant", 0, everything.shape[1]),), 1, 1)
    fresh = _fresh(rows)
    pool = _from_a_pool(rows, fresh)
    fresh = [b for b in fresh if len(b)]
    distinct = np.concatenate(fresh)
    spatial = len(shape) > 1 and bool(np.prod(shape[1:]) > 1)
    parts: list[Part] = []
    discrete: set[int] = set()
    problem: Problem | None = None
    for block in split(distinct):
        if not block.continuous:
            discrete.add(block.start)
            parts.append(Part(block.law, block.start, block.stop))
            continue
        columns = slice(block.start, block.stop)
        found = _laws(_unrepeated(distinct[:, columns]), block.start, level, spatial)
        parts += found
        problem = problem or _problem(
            [b[:, columns] for b in fresh], found, level / _PROBLEM, spatial and not _told(found), pool
        )
    parts = _without_data(distinct, parts, discrete, level)
    law = " + ".join(dict.fromkeys(part.law for part in parts if part.law != "constant")) if _told(parts) else ""
    return NoiseReading(law, *(problem or ("", "", 1.0)), shape, tuple(parts), len(fresh), len(distinct))


def _alike(batches: Sequence[NDArray[np.generic]]) -> tuple[list[NDArray[np.generic]], tuple[int, ...]]:
    """The minibatches of the commonest shape of rows."""
    arrays = [np.asarray(batch) for batch in batches]
    arrays = [batch for batch in arrays if batch.ndim and len(batch)]
    if not arrays:
        return [], ()
    shape = Counter(batch.shape[1:] for batch in arrays).most_common(1)[0][0]
    return [batch for batch in arrays if batch.shape[1:] == shape], tuple(shape)


def _still(batches: Sequence[Array], rows: Array) -> Problem | None:
    if len(rows) < 2 or (rows != rows[0]).any():
        return None
    if not rows.any():
        return "zero", f"all {len(rows)} rows in {len(batches)} minibatches are zero", 0.0
    return "constant", f"all {len(rows)} rows in {len(batches)} minibatches are the same vector", 0.0


def _fresh(batches: Sequence[Array]) -> list[Array]:
    """The rows of each minibatch that no earlier one had; repeats within one minibatch stay."""
    seen: set[int] = set()
    kept = []
    for batch in batches:
        hashes = hash_rows(torch.from_numpy(np.ascontiguousarray(batch))).tolist()
        # Single numbers coincide by chance and labels by nature: only whole minibatches are then the same.
        known = [h in seen for h in hashes]
        rows = batch if not all(known) and batch.shape[1] == 1 else batch[~np.array(known)]
        seen.update(hashes)
        kept.append(rows)
    return kept


def _from_a_pool(batches: Sequence[Array], fresh: Sequence[Array]) -> bool:
    """Whether minibatches hold rows of earlier ones beside new ones: data, of which rows come again by nature."""
    new = [(len(batch), len(rows)) for batch, rows in zip(batches, fresh, strict=True) if len(rows)]
    return sum(rows for _, rows in new) < _NEW * sum(size for size, _ in new)


def _unrepeated(rows: Array) -> Array:
    """The rows without repeats, in order: copies are no evidence for a law."""
    places = np.sort(np.unique(rows, axis=0, return_index=True)[1])
    return rows[places] if len(places) < len(rows) else rows


def _laws(rows: Array, start: int, level: float, spatial: bool) -> list[Part]:
    d = rows.shape[1]
    # Pixels that go together without being copies: images, worth so few draws that many a law would fit.
    some = rows[: max(20_000 // d, 20)]
    if worth(some) < _IMAGE * some.size and (spatial or lacking_rank(rows) is None):
        return [Part("", start, start + d)]
    name, p = sphere(rows, level)
    if name:
        return [Part(name, start, start + d, p)]
    law, p = fit(rows, level)
    if law is not None and (d == 1 or d * float(column_p(rows, law).min()) >= level):
        return [Part(law.name, start, start + d, p)]
    if d == 1:
        return [Part("", start, start + 1, p)]
    if spatial:
        return [Part("", start, start + d, p)]

    def named(column: int) -> str:
        return _name(fit(rows[:1000, column : column + 1], level / d)[0])

    glimpse = [named(i) for i in np.unique(np.linspace(0, d - 1, 16).astype(int))]
    if 2 * glimpse.count("") > len(glimpse):
        return [Part("", start, start + d, p)]
    names = [named(i) for i in range(d)]
    edges = [0, *(i for i in range(1, d) if names[i] != names[i - 1]), d]
    if len(edges) > 9:  # That many laws are no noise prior, unless every column has its own mean and width.
        every = all(name.startswith("N(") for name in names)
        return [Part("N(mu, sigma) by column" if every else "", start, start + d, p)]
    groups = [(rows[:, a:b], *fit(rows[:, a:b], level)) for a, b in pairwise(edges)]
    if not all(_differ(x, found, y, other, level) for (x, found, _), (y, other, _) in pairwise(groups)):
        return [Part("", start, start + d, p)]
    return [
        Part(_name(found), start + a, start + b, p)
        for (_, found, p), (a, b) in zip(groups, pairwise(edges), strict=True)
    ]


def _differ(x: Array, law: Law | None, y: Array, other: Law | None, level: float) -> bool:
    """Whether neighbours have a law of their own, rather than none that both happen not to reject."""
    if law is None or other is None:
        return True
    return law.fits(y.ravel(), worth(y)) < level and other.fits(x.ravel(), worth(x)) < level


def _name(law: Law | None) -> str:
    return law.name if law is not None else ""


def _told(parts: Sequence[Part]) -> bool:
    return bool(parts) and all(part.law for part in parts)


def _problem(
    batches: Sequence[Array], parts: Sequence[Part], level: float, spatial: bool, pool: bool
) -> Problem | None:
    certain = shared_vector(batches) or grid(batches)
    if certain is not None or spatial:
        return certain
    known = _told(parts)
    return (
        (repeats(batches, level) if known and not pool else None)
        or places(batches)
        or standardised(batches)
        or balanced(batches, level)
        or dependence(batches, level, known)
    )


def _without_data(rows: Array, parts: list[Part], discrete: set[int], level: float) -> list[Part]:
    """Parts without those that only happen to follow a law: they depend on columns of no law beside them.

    Noise does not depend on the condition beside it. `discrete` are the first columns of parts that are left alone.
    """
    loose = [part for part in parts if part.start not in discrete]
    told, untold = [part for part in loose if part.law], [part for part in loose if not part.law]
    if not told or not untold or beside(_columns(rows, told), _columns(rows, untold), level):
        return parts
    return [replace(part, law="") if part in told else part for part in parts]


def _columns(rows: Array, parts: Sequence[Part]) -> Array:
    return np.concatenate([rows[:, part.start : part.stop] for part in parts], axis=1)
