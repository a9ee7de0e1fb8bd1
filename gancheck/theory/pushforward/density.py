"""The law of G(z): the exact p_g of a generator from the line to the line."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gancheck.theory.densities.density import Atom, Density
from gancheck.theory.pushforward.maps import Pieces

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

_EPS = float(np.finfo(np.float64).eps)
# The probability beyond which images of knots matter to no integral.
_NEGLIGIBLE = 1e-25


class Pushforward(Density):
    """p_g(x) = sum over pieces of G that contain x of p_z(z(x)) / |G'(z(x))|, for one latent dimension.

    Flat pieces of G are atoms; `log_prob` is the log of the rest. `knots` are the z between which G is linear (or
    cubic, for smooth activations) and `images` their G(z). `error` bounds what interpolating G does to a JSD with
    p_g; it is 0 where G is piecewise linear.
    """

    def __init__(
        self, pieces: Pieces, prior: Density, *, error: float = 0.0, flat: float = 16 * _EPS, name: str = "p_g"
    ) -> None:
        """Take G piece by piece. A piece whose image is narrower than `flat` times G's size there is an atom."""
        self.pieces = pieces
        self.prior = prior
        self.error = error
        self.name = name
        z, x = pieces.z, pieces.x
        self._flat = np.abs(np.diff(x)) <= flat * np.maximum(np.abs(x[1:]), np.abs(x[:-1]))
        self._pieces: Rows = np.flatnonzero(~self._flat)
        self._low = np.minimum(x[:-1], x[1:])[self._pieces]
        self._high = np.maximum(x[:-1], x[1:])[self._pieces]
        self._rising = (x[1:] > x[:-1])[self._pieces]
        self._mass = self._between(z[:-1], z[1:])
        low, high = prior.support[0]
        # The two rays beyond the outer knots: (knot, where z ends, slope, mass).
        self._rays = tuple(
            (i, end, slope, float(mass))
            for i, end, slope, mass in (
                (0, low, pieces.ends[0], self._tail(z[0], upper=False)),
                (-1, high, pieces.ends[1], self._tail(z[-1], upper=True)),
            )
            if math.isinf(end)
        )

    def __repr__(self) -> str:
        return f"{self.name} ({len(self.knots)} knots)"

    @property
    def knots(self) -> tuple[float, ...]:
        """The knots in z, sorted."""
        return tuple(self.pieces.z.tolist())

    @property
    def images(self) -> tuple[float, ...]:
        """G at the knots."""
        return tuple(self.pieces.x.tolist())

    @property
    def mass(self) -> float:
        """The mass of all pieces, flat ones included: 1 to rounding."""
        return math.fsum((*self._mass.tolist(), *(ray[3] for ray in self._rays)))

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """The images of flat pieces with their mass; neighbours with the same image are one."""
        x = self.pieces.x
        found = [(float(x[i]), float(self._mass[i])) for i in np.flatnonzero(self._flat)]
        found += [(float(x[i]), mass) for i, _, slope, mass in self._rays if slope == 0]
        merged: list[tuple[float, float]] = []
        for location, mass in sorted(found):
            if merged and abs(location - merged[-1][0]) <= 64 * _EPS * max(abs(location), abs(merged[-1][0])):
                merged[-1] = (merged[-1][0], merged[-1][1] + mass)
            else:
                merged.append((location, mass))
        return tuple(Atom(location, mass) for location, mass in merged if mass > 0)

    @cached_property
    def landmarks(self) -> tuple[float, ...]:
        """The images of all knots that matter: kinks, jumps and folds of p_g, and steps along long pieces."""
        z = torch.from_numpy(self.pieces.z)[:, None]
        inner = ((self.prior.cdf(z) > _NEGLIGIBLE) & (self.prior.survival(z) > _NEGLIGIBLE)).numpy()
        low, high = self.prior.support[0]
        inner |= (self.pieces.z == low) | (self.pieces.z == high)
        return tuple(np.unique(self.pieces.x[inner]).tolist())

    @property
    def support(self) -> tuple[tuple[float, float], ...]:
        """The range of G."""
        low, high = float(self.pieces.x.min()), float(self.pieces.x.max())
        for i, _, slope, _ in self._rays:
            outwards = slope if i == -1 else -slope
            low, high = (-math.inf if outwards < 0 else low), (math.inf if outwards > 0 else high)
        if low == high:  # one atom and nothing else
            return ((low - 1.0, high + 1.0),)
        return ((low, high),)

    @cached_property
    def _spread(self) -> tuple[float, float]:
        u = (torch.arange(4096, dtype=torch.float64) + 0.5) / 4096
        x = self.pieces.forward(self.prior.quantile(u)[:, 0].numpy())
        return float(x.mean()), float(x.std())

    @property
    def center(self) -> tuple[float, ...]:
        """The mean, from 4096 quantiles of z."""
        return (self._spread[0],)

    @property
    def scale(self) -> float:
        """The standard deviation, from 4096 quantiles of z."""
        return self._spread[1]

    def log_prob(self, x: Tensor) -> Tensor:
        """Log density of the absolutely continuous part, `(..., 1)` to `(...)`."""
        column = self._column(x)
        points = column.detach().to("cpu", torch.float64).reshape(-1).numpy()
        rows, z, log_slope = self._preimages(points)
        with torch.no_grad():
            terms = self.prior.log_prob(torch.from_numpy(z)[:, None]).numpy() - log_slope
        most = np.full(len(points), -np.inf)
        np.maximum.at(most, rows, terms)
        finite = np.where(np.isfinite(most), most, 0.0)
        total = np.bincount(rows, weights=np.exp(terms - finite[rows]), minlength=len(points))
        with np.errstate(divide="ignore"):
            log_prob = np.log(total) + finite
        return torch.from_numpy(log_prob).reshape(column.shape).to(x)

    def cdf(self, x: Tensor) -> Tensor:
        """P(G(z) <= x), `(..., 1)` to `(...)`."""
        column = self._column(x)
        points = column.detach().to("cpu", torch.float64).reshape(-1).numpy()
        order = np.argsort(self._high)
        whole = np.concatenate([[0.0], np.cumsum(self._mass[self._pieces][order])])
        total = whole[np.searchsorted(self._high[order], points, side="right")]
        rows, covering = self._covering(points)
        piece = self._pieces[covering]
        z, _ = self.pieces.invert(piece, points[rows])
        start, end = self.pieces.z[piece], self.pieces.z[piece + 1]
        z = np.clip(z, start, end)
        part = np.where(self._rising[covering], self._between(start, z), self._between(z, end))
        total = total + np.bincount(rows, weights=part, minlength=len(points))
        for i, _, slope, mass in self._rays:
            if slope == 0:
                continue
            upper = i == -1
            knot = self.pieces.z[i]
            z = knot + (points - self.pieces.x[i]) / slope
            beyond = self._tail(np.maximum(z, knot) if upper else np.minimum(z, knot), upper)
            leftwards = (slope > 0) != upper
            # The part of the ray beyond z is below x where the ray runs to the left, above x otherwise.
            total = total + (beyond if leftwards else mass - beyond)
        for atom in self.atoms:
            total = total + np.where(points >= atom.location, atom.mass, 0.0)
        return torch.from_numpy(np.clip(total, 0.0, 1.0)).reshape(column.shape).to(x)

    def sample(self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64) -> Tensor:
        """`n` draws of G(z), shape `(n, 1)`, through the pieces."""
        z = self.prior.sample(n, generator=generator, dtype=torch.float64)
        x = torch.from_numpy(self.pieces.forward(z[:, 0].cpu().numpy()))
        return x[:, None].to(z.device, dtype)

    def _preimages(self, points: Floats) -> tuple[Rows, Floats, Floats]:
        """All pairs (point, z with G(z) = point), as rows of points, z, and log |G'(z)|."""
        rows, covering = self._covering(points)
        z, log_slope = self.pieces.invert(self._pieces[covering], points[rows])
        found = [(rows, z, log_slope)]
        for i, _, slope, _ in self._rays:
            if slope == 0:
                continue
            along = (points - self.pieces.x[i]) / slope
            on = np.flatnonzero(along >= 0 if i == -1 else along <= 0)
            z = self.pieces.z[i] + along[on]
            found.append((on, z, np.full(len(on), math.log(abs(slope)))))
        rows, z, log_slope = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return rows, z, log_slope

    def _covering(self, points: Floats) -> tuple[Rows, Rows]:
        """All pairs (row of a point, place in `self._pieces`) where the image of the piece contains the point."""
        order = np.argsort(points, kind="stable")
        ordered = points[order]
        first = np.searchsorted(ordered, self._low, side="left")
        last = np.searchsorted(ordered, self._high, side="left")
        count = last - first
        piece = np.repeat(np.arange(len(first)), count)
        offset = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
        return order[np.repeat(first, count) + offset], piece

    def _between(self, low: Floats, high: Floats) -> Floats:
        """The prior's mass between, from the tail that is nearer, so that nothing cancels."""
        a, b = (torch.from_numpy(np.ascontiguousarray(end))[..., None] for end in (low, high))
        below = self.prior.cdf(a)
        left = self.prior.cdf(b) - below
        right = self.prior.survival(a) - self.prior.survival(b)
        mass: Floats = torch.where(below < 0.5, left, right).clamp(min=0.0).numpy()
        return mass

    def _tail(self, z: float | Floats, upper: bool) -> Floats:
        at = torch.as_tensor(z, dtype=torch.float64)[..., None]
        tail: Floats = (self.prior.survival(at) if upper else self.prior.cdf(at)).numpy()
        return tail
