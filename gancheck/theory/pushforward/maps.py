"""Maps of the line that are known piece by piece, and can be inverted on each piece."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

_NEWTON = 60


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
        return inside + self.ends[0] * np.minimum(z - self.z[0], 0) + self.ends[1] * np.maximum(z - self.z[-1], 0)

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
        return inside + self.ends[0] * np.minimum(z - self.z[0], 0) + self.ends[1] * np.maximum(z - self.z[-1], 0)

    def invert(self, piece: Rows, x: Floats) -> tuple[Floats, Floats]:
        """The z in these pieces whose image is `x`, and the log of |dx/dz| there."""
        width = self.z[piece + 1] - self.z[piece]
        rising = self.x[piece + 1] > self.x[piece]
        # Measured from the end that is nearer in x: beside a fold the distance from it is what has digits.
        from_left = np.abs(x - self.x[piece]) <= np.abs(x - self.x[piece + 1])
        target = np.where(from_left, x - self.x[piece], self.x[piece + 1] - x)
        low, high = np.zeros_like(x), np.ones_like(x)
        t = np.full_like(x, 0.5)
        for _ in range(_NEWTON):
            value, slope = self._rise(piece, t, from_left)
            over = (value > target) == rising
            high, low = np.where(over, t, high), np.where(over, low, t)
            with np.errstate(divide="ignore", invalid="ignore"):
                step = t - (value - target) / slope
            outside = ~((step > low) & (step < high))
            step = np.where(outside, 0.5 * (low + high), step)
            done = np.abs(step - t) <= 4e-16 * t
            t = step
            if done.all():
                break
        _, slope = self._rise(piece, t, from_left)
        with np.errstate(divide="ignore"):
            log_slope = np.log(np.abs(slope)) - np.log(width)
        share = np.where(from_left, t, 1.0 - t)
        return self.z[piece] + share * width, log_slope

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
