"""Which earlier batches the rows of a batch are made of."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

Hashes = NDArray[np.int64]
Places = NDArray[np.intp]

# Two float32 draws of U(0, 1) coincide with probability 2^-24, of U(-1, 1) the same, of N(0, 1) 2^-26 (measured).
_COINCIDE_NUMBERS = 2.0**-23
# Wider rows: 2^-46 for two such numbers; the hash's own collisions are below 2^-40 for typical floats.
_COINCIDE_ROWS = 2.0**-40
# A run of 400 batches, each looked for among 200 earlier ones, has at most 8e-5 wrong pieces.
BY_CHANCE = 1e-9
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Piece:
    """Rows that stand in one source: `where` in the batch (ascending), and `origin`, where each stands in the source.

    `of` is the number of rows of the source.
    """

    source: Hashable
    where: Places
    origin: Places
    of: int

    @property
    def rows(self) -> int:
        """How many rows of the batch are from this source."""
        return len(self.where)

    @property
    def block(self) -> bool:
        """Whether they stand together in the batch."""
        return bool(self.where[-1] - self.where[0] + 1 == len(self.where))

    @property
    def ordered(self) -> bool:
        """Whether they follow each other as they do in the source."""
        return bool((np.diff(self.origin) == 1).all())

    @property
    def whole(self) -> bool:
        """Whether every row of the source is there."""
        return self.rows == self.of


@dataclass(frozen=True, eq=False)
class Cover:
    """The pieces a batch of `rows` rows is made of, in the order in which they begin in the batch."""

    rows: int
    pieces: tuple[Piece, ...]

    @property
    def found(self) -> int:
        """How many rows have a source."""
        return sum(piece.rows for piece in self.pieces)

    @property
    def share(self) -> float:
        """Which share of the rows has a source; 0 for an empty batch."""
        return self.found / self.rows if self.rows else 0.0

    @property
    def sources(self) -> tuple[Hashable, ...]:
        """The sources, in the order of the pieces."""
        return tuple(piece.source for piece in self.pieces)

    @property
    def unknown(self) -> Places:
        """The rows of the batch that have none, ascending."""
        left = np.ones(self.rows, dtype=bool)
        for piece in self.pieces:
            left[piece.where] = False
        return np.flatnonzero(left)


def cover(rows: Hashes, sources: Sequence[Hashes]) -> Cover:
    """Say which of `sources` (hashes of earlier batches, `(m_i,)`) the hashed `rows` `(n,)` are from, by their index.

    Greedy: the source that explains most rows first, of equals one in order, then the last one. Every row of a source
    is used once. A source counts only if that many common rows, or a run of them in order, would come about by chance
    with probability at most 1e-9: single float32 numbers coincide, and equal rows within the batch or within the
    source tell how often its rows do. One common row is thus enough only in batches of few rows.
    """
    return greedy(rows, list(enumerate(sources)))


def greedy(rows: Hashes, candidates: Iterable[tuple[Hashable, Hashes]]) -> Cover:
    """Cover `rows` by candidates `(key, hashes)`, the later ones preferred among equals."""
    left = np.arange(len(rows))
    pieces: list[Piece] = []
    pool = [(key, hashes, min(len(rows), len(hashes))) for key, hashes in candidates]
    while len(left) and pool:
        best: tuple[tuple[int, int, int], Piece] | None = None
        again = []
        # By what each explained in the round before, an upper bound now: the rest cannot win once it is reached.
        for place, (key, hashes, bound) in sorted(
            enumerate(pool), key=lambda item: (item[1][2], item[0]), reverse=True
        ):
            if best is not None and bound < best[0][0]:
                again.append((key, hashes, bound))
                continue
            where, origin = _matched(rows[left], hashes)
            if not len(where):
                continue
            piece = Piece(key, left[where], origin, len(hashes))
            if _by_chance(piece, rows, hashes) > BY_CHANCE:
                continue
            again.append((key, hashes, piece.rows))
            rank = (piece.rows, int(piece.ordered), place)
            if best is None or rank > best[0]:
                best = rank, piece
        if best is None:
            break
        pieces.append(best[1])
        left = np.setdiff1d(left, best[1].where, assume_unique=True)
        pool = [item for item in again if item[0] != best[1].source]
    pieces.sort(key=lambda piece: int(piece.where[0]))
    return Cover(len(rows), tuple(pieces))


def _by_chance(piece: Piece, rows: Hashes, source: Hashes) -> float:
    """Bound the probability of as many common rows, or of as long a run, between unrelated batches."""
    n, m = len(rows), len(source)
    coincide = _coincide(rows, source)
    common = float(bdtrc(piece.rows - 1, n, min(1.0, m * coincide)))
    run = n * m * coincide ** _longest_run(piece)
    return float(min(common, run, 1.0))


def _coincide(rows: Hashes, source: Hashes) -> float:
    """How probable it is that two unrelated rows are equal, from how often two rows of one batch are."""
    by_nature = _COINCIDE_NUMBERS if rows[0] & 1 else _COINCIDE_ROWS
    equal, pairs = 0.0, 0.0
    for hashes in (rows, source):
        counts = np.unique(hashes, return_counts=True)[1]
        equal += float((counts * (counts - 1)).sum()) / 2
        pairs += len(hashes) * (len(hashes) - 1) / 2
    return max(by_nature, min(1.0, (equal + 3 * equal**0.5) / pairs)) if equal else by_nature


def _longest_run(piece: Piece) -> int:
    breaks = np.flatnonzero((np.diff(piece.where) != 1) | (np.diff(piece.origin) != 1))
    return int(np.diff(np.concatenate(([-1], breaks, [piece.rows - 1]))).max())


def _matched(rows: Hashes, source: Hashes) -> tuple[Places, Places]:
    """Places of equal rows in both, ascending in `rows`; the k-th of equal rows is matched with the k-th."""
    if len(rows) == len(source) and np.array_equal(rows, source):
        return np.arange(len(rows)), np.arange(len(rows))
    _, where, origin = np.intersect1d(_told_apart(rows), _told_apart(source), assume_unique=True, return_indices=True)
    order = np.argsort(where)
    return where[order], origin[order]


def _told_apart(hashes: Hashes) -> Hashes:
    """Equal hashes made different by how many of them came before."""
    order = np.argsort(hashes, kind="stable")
    ranked = hashes[order]
    begins = np.concatenate(([True], ranked[1:] != ranked[:-1]))
    if begins.all():
        return hashes
    place = np.arange(len(hashes))
    earlier = place - np.maximum.accumulate(np.where(begins, place, 0))
    apart = hashes.copy().view(np.uint64)
    apart[order] += earlier.astype(np.uint64) * _MIX
    return apart.view(np.int64)
