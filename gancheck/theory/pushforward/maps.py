"""Maps of the line that are known piece by piece, and can be inverted on each piece."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

_NEWTON = 60


def _beyond(z: Floats, knots: Floats, ends: tuple[float, float]) -> Floats:
    """How far a map with these end slopes goes outside of its knots."""
    rise: Floats = ends[0] * np.minimum(z - knots[0], 0) + ends[1] * np.maximum(z - knots[-1], 0)
    return rise


@dataclass(frozen=True)
class LinearPieces:
    """A continuous map, linear between knots `z` `(n,)`, with images `x` `(n,)`.

    Beyond the outer knots it goes on with the slopes `ends`.
    """

    z: Floats
    x: Floats
    ends: tuple[float, float]

    def forward(self, z: Floats) -> Floats:
        """The map at `z`."""
        inside = np.interp(z, self.z, self.x)
        return inside + _beyond(z, self.z, self.ends)

    def invert(self, piece: Rows, x: Floats) -> tuple[Floats, Floats]:
        """The z in these pieces whose image is `x`, and the log of |dx/dz| there."""
        left, slope = self.z[piece], self.slopes[piece]
        return left + (x - self.x[piece]) / slope, np.log(np.abs(slope))

    @property
    def slopes(self) -> Floats:
        """One slope a piece."""
        slopes: Floats = np.diff(self.x) / np.diff(self.z)
        return slopes


@dataclass(frozen=True)
class CubicPieces:
    """A map with a continuous derivative: the cubic on each piece has the derivatives `dx` `(n,)` at the knots.

    Every piece is monotone. Beyond the outer knots the map goes on with the slopes `ends`.
    """

    z: Floats
    x: Floats
    dx: Floats
    ends: tuple[float, float]

    def forward(self, z: Floats) -> Floats:
        """The map at `z`."""
        piece = np.clip(np.searchsorted(self.z, z, side="right") - 1, 0, len(self.z) - 2)
        t = np.clip((z - self.z[piece]) / (self.z[piece + 1] - self.z[piece]), 0.0, 1.0)
        inside = self.x[piece] + self._rise(piece, t)[0]
        return inside + _beyond(z, self.z, self.ends)

    def invert(self, piece: Rows, x: Floats) -> tuple[Floats, Floats]:
        """The z in these pieces whose image is `x`, and the log of |dx/dz| there."""
        width = self.z[piece + 1] - self.z[piece]
        # Measured from the end that is nearer in x: beside a fold the distance from it is what has digits.
        from_left = np.abs(x - self.x[piece]) <= np.abs(x - self.x[piece + 1])
        target = np.where(from_left, x - self.x[piece], self.x[piece + 1] - x)
        t = self._solve(piece, target, from_left)
        _, slope = self._rise(piece, t, from_left)
        with np.errstate(divide="ignore"):
            log_slope = np.log(np.abs(slope)) - np.log(width)
        share = np.where(from_left, t, 1.0 - t)
        return self.z[piece] + share * width, log_slope

    def _solve(self, piece: Rows, target: Floats, from_left: NDArray[np.bool_]) -> Floats:
        """The share of a piece after which the map has gone by `target`, by Newton steps kept inside a bracket."""
        rising = self.x[piece + 1] > self.x[piece]
        low, high, t = np.zeros_like(target), np.ones_like(target), np.full_like(target, 0.5)
        active = np.arange(len(target))
        for _ in range(_NEWTON):
            at = t[active]
            value, slope = self._rise(piece[active], at, from_left[active])
            over = (value > target[active]) == rising[active]
            high[active], low[active] = np.where(over, at, high[active]), np.where(over, low[active], at)
            with np.errstate(divide="ignore", invalid="ignore"):
                step = at - (value - target[active]) / slope
            newton = (step >= low[active]) & (step <= high[active])
            step = np.where(newton, step, 0.5 * (low[active] + high[active]))
            t[active] = step
            # Newton's error is squared in each step: after one this small there is nothing left to gain.
            active = active[~(newton & (np.abs(step - at) <= 1e-9 * step))]
            if not len(active):
                break
        return t

    def _rise(self, piece: Rows, t: Floats, from_left: NDArray[np.bool_] | None = None) -> tuple[Floats, Floats]:
        """How far the map has gone at the share `t` of a piece from its left (or right) end, and d/dt of that."""
        width = self.z[piece + 1] - self.z[piece]
        gap = self.x[piece + 1] - self.x[piece]
        near, far = self.dx[piece] * width, self.dx[piece + 1] * width
        if from_left is not None:
            near, far = np.where(from_left, near, far), np.where(from_left, far, near)
        second, third = 3 * gap - 2 * near - far, near + far - 2 * gap
        return t * (near + t * (second + t * third)), near + t * (2 * second + 3 * t * third)


Pieces = LinearPieces | CubicPieces
