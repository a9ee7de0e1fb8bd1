"""The rows of what nets returned, as far back as anybody looks for them, by their hashes."""

from __future__ import annotations

from collections import deque
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

# Rows remembered before the older half is forgotten.
_REMEMBERED = 100_000
# Places of the first, rough look: a power of two.
_PLACES = 2**18
# Rows from which on the rough look comes first: of fewer, newer rows may have taken every place.
_ROUGH = 16


class Remembered:
    """Which call returned a row last.

    Most inputs hold no row of any output. To say so takes a rough look, in a table whose places newer rows take from
    older ones; the exact one is only filled when that finds something.
    """

    def __init__(self) -> None:
        self._places: NDArray[np.int64] = np.zeros(_PLACES, np.int64)
        self._waiting: deque[tuple[NDArray[np.int64], int]] = deque()
        self._rows: dict[int, int] = {}
        self._older: dict[int, int] = {}
        self._many = 0

    def add(self, rows: NDArray[np.int64], call: int) -> None:
        """A call returned these rows."""
        self._places[_place(rows)] = rows
        self._waiting.append((rows, call))
        self._many += len(rows)
        while self._many > 2 * _REMEMBERED and len(self._waiting) > 1:
            self._many -= len(self._waiting.popleft()[0])

    def may_hold(self, rows: NDArray[np.int64], *, all_of_them: bool = False) -> bool:
        """Whether some of `rows` are known, or all of them; what it says of more than a few is a guess, seldom wrong.

        A row that is known lost its place to another one with probability 1 - exp(-r / 2^18) when r rows came after
        it: of 16 known ones all did so with probability 1e-8 at r = 100,000, and twelve with 6e-4 (1e-8 at 40,000).
        """
        if len(rows) < _ROUGH:
            known = sum(call is not None for call in self.calls_of(rows))
            return known == len(rows) if all_of_them else known > 0
        known = int((self._places[_place(rows)] == rows).sum())
        return 4 * known > len(rows) if all_of_them else known > 0

    def calls_of(self, rows: NDArray[np.int64]) -> list[int | None]:
        """The latest call that returned each row; None where it is not remembered."""
        self._settle()
        new, old = self._rows, self._older
        return [new.get(row, old.get(row)) for row in rows.tolist()]

    def _settle(self) -> None:
        for rows, call in self._waiting:
            if len(self._rows) > _REMEMBERED:
                self._older, self._rows = self._rows, {}
            self._rows.update(zip(rows.tolist(), repeat(call), strict=False))
        self._waiting.clear()
        self._many = 0


def _place(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    # The lowest bit of a hash is not random.
    return (rows >> 1) & (_PLACES - 1)
