"""Where the rows of an input come from: from a net's earlier output, altered or not, or from outside."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np

from gancheck.tracing.reading.provenance import hash_floats
from gancheck.tracing.recording.events import Piece, Seen
from gancheck.tracing.recording.likeness import alike, direction, thinned
from gancheck.tracing.recording.remembered import Remembered

# Outputs whose first rows are kept, for what was changed on the way; and those that an input is compared with.
_OUTPUTS, _COMPARED = 8, 3
# Inputs from outside whose contents are remembered: what is fed again was not made in between.
_OUTSIDE = 64
# Rows looked up before all of them are, of whole inputs and beside other columns.
_TRIED, _BESIDE = 48, 16


@dataclass
class _Made:
    """An output: `n` rows of `width` values, and the first of them as they were."""

    call: int
    n: int
    width: int
    dtype: str
    first: np.ndarray

    @cached_property
    def direction(self) -> np.ndarray:
        """Where its rows lie."""
        return direction(self.first)


class Origins:
    """What was made, as far back as the search needs."""

    def __init__(self) -> None:
        self._remembered = Remembered()
        self._made: deque[_Made] = deque(maxlen=_OUTPUTS)
        self._outside: deque[int] = deque(maxlen=_OUTSIDE)

    def add(self, call: int, seen: Seen, rows: np.ndarray) -> None:
        """A call returned `rows` `(n, w)`."""
        self._remembered.add(seen.rows, call)
        if rows.size:
            self._made.append(_Made(call, len(rows), rows.shape[1], seen.dtype, thinned(rows).copy()))

    def of(self, seen: Seen, rows: np.ndarray, graph: int | None) -> tuple[Piece, ...]:
        """The pieces of an input that consists of `rows`; `graph` is the call that its graph leads to."""
        n = len(rows)
        pieces = self._by_content(seen)
        if pieces is None and graph is not None:
            pieces = (Piece(0, n, graph, "graph"),)
        if pieces is None and seen.key not in self._outside:
            pieces = self._by_value(seen, rows)
        if pieces is None:
            pieces = (Piece(0, n, None),)
        if pieces[0].call is None:
            self._outside.append(seen.key)
        return pieces

    def _by_content(self, seen: Seen) -> tuple[Piece, ...] | None:
        # Fakes among other rows are found by one row in a few dozen: most inputs have none.
        if not self._remembered.may_hold(seen.rows[:: len(seen.rows) // _TRIED + 1]):
            return None
        found = self._remembered.calls_of(seen.rows)
        known = sum(call is not None for call in found)
        n = len(found)
        # Rows of a single float32 coincide by chance about once in a thousand: one or two of many prove nothing.
        if known < n and (known < 4 or known < n / 5):
            return None
        pieces, start = [], 0
        for call, run in groupby(found):
            stop = start + len(list(run))
            pieces.append(Piece(start, stop, call))
            start = stop
        return tuple(pieces)

    def _by_value(self, seen: Seen, rows: np.ndarray) -> tuple[Piece, ...] | None:
        """Content beside other columns, or content that was altered."""
        n, width = rows.shape
        tried, compared, mine = set(), 0, None
        for made in reversed(self._made):
            if made.n != n:
                continue
            if made.width < width and made.width not in tried:
                tried.add(made.width)
                call = self._beside(rows, made.width)
                if call is not None:
                    return (Piece(0, n, call, "columns"),)
            elif made.width == width and compared < _COMPARED and made.dtype == seen.dtype:
                compared += 1
                mine = direction(thinned(rows)) if mine is None else mine
                if alike(mine, made.direction):
                    return (Piece(0, n, made.call, "altered"),)
        return None

    def _beside(self, rows: np.ndarray, width: int) -> int | None:
        """The call whose output of this width the first or the last columns of `rows` are."""
        parts = rows[:, :width], rows[:, -width:]
        # A few rows first: most inputs hold no other net's output.
        few = hash_floats(np.concatenate([part[:_BESIDE] for part in parts]))
        half = len(few) // 2
        for part, tried in zip(parts, (few[:half], few[half:]), strict=True):
            if self._remembered.may_hold(tried, all_of_them=True):
                found = self._remembered.calls_of(hash_floats(part))
                if all(call is not None for call in found):
                    return found[0]
        return None
