"""Splitting what the generator was fed into continuous columns, one-hot labels, numbers and constants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Block:
    """Columns `start` to `stop` (excluded) of one kind; `law` names the discrete ones, "" for continuous ones."""

    start: int
    stop: int
    continuous: bool
    law: str = ""


def split(x: Array) -> list[Block]:
    """Split rows `(n, d)` into blocks of neighbouring columns of one kind, in order."""
    blocks: list[Block] = []
    kinds = [_kind(column) for column in x.T]
    start = 0
    while start < len(kinds):
        if kinds[start] in ("0/1", "zero", "one"):
            stop = start
            while stop < len(kinds) and kinds[stop] in ("0/1", "zero", "one"):
                stop += 1
            blocks += _zeros_and_ones(x, start, stop)
        else:
            stop = start + 1
            while stop < len(kinds) and kinds[stop] == kinds[start]:
                stop += 1
            name = kinds[start]
            law = _numbers(x[:, start:stop]) if name == "integer" else name
            blocks.append(Block(start, stop, not name, law))
        start = stop
    return blocks


def _kind(column: Array) -> str:
    low, high = column.min(), column.max()
    if low == high:
        return {0.0: "zero", 1.0: "one"}.get(float(low), "constant")
    if ((column == low) | (column == high)).all():
        if (low, high) == (0, 1):
            return "0/1"
        return "binary ±1" if (low, high) == (-1, 1) else f"binary {low:g}/{high:g}"
    return "integer" if (column == np.rint(column)).all() else ""


def _numbers(columns: Array) -> str:
    low, high = int(columns.min()), int(columns.max())
    return f"class labels {low}..{high}" if low >= 0 and high < 100_000 else f"integers {low}..{high}"


def _zeros_and_ones(x: Array, start: int, stop: int) -> list[Block]:
    """One-hot blocks add up to 1 in every row; columns of zeros belong to the block they follow."""
    blocks = []
    begin = start
    total = np.zeros(len(x))
    for column in range(start, stop):
        total = total + x[:, column]
        if (total == 1).all() and column > begin:
            blocks.append(Block(begin, column + 1, False, "one-hot labels"))
            begin, total = column + 1, np.zeros(len(x))
        elif blocks and not total.any():
            blocks[-1] = Block(blocks[-1].start, column + 1, False, "one-hot labels")
            begin = column + 1
    if begin < stop:
        rest = x[:, begin:stop]
        blocks.append(Block(begin, stop, False, "constant" if (rest == rest[:1]).all() else "binary 0/1"))
    return blocks
