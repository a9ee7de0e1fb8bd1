"""Derivatives of a map by central differences, extrapolated to a step of 0 (Ridders 1982)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Map = Callable[[Floats], Floats]

_EPS = float(np.finfo(np.float64).eps)
# How far a point is moved at most: maps that bend sharply need less, where rounding costs more.
REACHES = (1e-2, 1e-4, 1e-6)
# A derivative that is known no better than this, beside the greatest, is none.
_ROUGH = 1e-3


class NotSmoothError(ValueError):
    """A map has no derivative where it is asked for: there is no linearisation, and no spectrum."""


@dataclass(frozen=True)
class Derivatives:
    """Directional derivatives, a column for each direction, `(m, k)`, and an estimate of each one's error."""

    value: Floats
    error: Floats


def derivatives(f: Map, x: Floats, directions: Floats, *, levels: int = 6) -> Derivatives:
    """Differentiate `f`, `(n,)` to `(m,)`, at `x` along the columns of `directions`, `(n, k)`.

    Central differences with a step that is halved `levels` - 1 times are extrapolated; of the tableau the entry
    with the least estimated error is taken, to which rounding is added. The first step is the largest of
    `REACHES` that serves. Raises NotSmoothError where none does: where no entry is good to a thousandth, or where f
    has a kink, which differences from both sides would hide: there f(x + h) - 2 f(x) + f(x - h) falls with h
    instead of with its square.
    """
    middle = f(x)
    for reach in REACHES:
        steps: Floats = reach * 0.5 ** np.arange(levels, dtype=np.float64)
        along = [_along(f, x, middle, direction, steps) for direction in directions.T]
        value, error, bend = (np.stack([part[i] for part in along], axis=1) for i in range(3))
        if max(float(error.max()), float(bend.max())) <= _ROUGH * (1.0 + float(np.abs(value).max())):
            return Derivatives(value, error)
    raise NotSmoothError(
        f"the step is not differentiable at the point given: differences over distances from {REACHES[0]:g} to "
        f"{REACHES[-1]:g} do not agree (a kink, a sign or a norm at 0), so it has no spectrum there"
    )


def _along(f: Map, x: Floats, middle: Floats, direction: Floats, steps: Floats) -> tuple[Floats, Floats, Floats]:
    """The derivative along one direction, its error, and how much of a kink was seen; each `(m,)`."""
    sides = [(f(x + h * direction), f(x - h * direction)) for h in steps]
    central = np.array([(up - down) / (2 * h) for (up, down), h in zip(sides, steps, strict=True)])
    even = np.array([np.abs(up + down - 2 * middle) / h for (up, down), h in zip(sides, steps, strict=True)])
    size = np.abs(middle) + np.abs(x).max(initial=0.0) + steps[0]
    value, error = _extrapolated(central, 8 * _EPS * size[None] / steps[:, None])
    bend = np.where(even[-1] <= 0.5 * even[0], 0.0, even[-1])
    return value, error, bend


def _extrapolated(central: Floats, rounding: Floats) -> tuple[Floats, Floats]:
    """Richardson's tableau of central differences `(levels, m)`, and the entry that is known best, `(m,)`."""
    best = central[0]
    error = np.full_like(best, np.inf)
    row = [central[0]]
    for level in range(1, len(central)):
        above, row = row, [central[level]]
        for order in range(1, level + 1):
            row.append(row[-1] + (row[-1] - above[order - 1]) / (4.0**order - 1.0))
            off = np.maximum(np.abs(row[order] - row[order - 1]), np.abs(row[order] - above[order - 1]))
            off = off + rounding[level]
            better = off < error
            best, error = np.where(better, row[order], best), np.where(better, off, error)
    return best, error
