"""What a known density offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
from torch import Tensor

from gancheck.theory.densities.quantiles import bisect_quantile


@dataclass(frozen=True)
class Mode:
    """One mode: where it is, its share of the mass, and its standard deviation."""

    center: tuple[float, ...]
    weight: float
    scale: float


@dataclass(frozen=True)
class Atom:
    """A point of positive mass of a 1-D distribution."""

    location: float
    mass: float


class Density(ABC):
    """A distribution on R^dim whose density is known.

    Points are rows: `x` has shape `(..., dim)`, also when `dim` is 1, and what is computed at points has
    shape `(...)`. Log densities are computed in the dtype of `x`; the theory works in float64.
    """

    dim: int = 1

    @abstractmethod
    def log_prob(self, x: Tensor) -> Tensor:
        """Log density in nats at `x`, shape `(..., dim)` to `(...)`; `-inf` outside of the support.

        With atoms it is the log of the absolutely continuous part.
        """

    @abstractmethod
    def sample(self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64) -> Tensor:
        """`n` independent draws, shape `(n, dim)`, on the generator's device (CPU without one)."""

    def cdf(self, x: Tensor) -> Tensor:
        """P(X <= x) for `dim` 1, shape `(..., 1)` to `(...)`. Raises NotImplementedError where unknown."""
        raise NotImplementedError(f"{self} has no distribution function: use samples")

    def survival(self, x: Tensor) -> Tensor:
        """P(X > x) for `dim` 1, shape `(..., 1)` to `(...)`, accurate in the right tail."""
        return 1.0 - self.cdf(x)

    def quantile(self, u: Tensor) -> Tensor:
        """Return the least x with P(X <= x) >= u, shape `(...)` to `(..., 1)`, for `dim` 1 and `u` in [0, 1].

        By bisection on the distribution function, down to adjacent floating-point numbers, where nothing
        better is known. Raises ValueError for a probability outside of [0, 1].
        """
        return bisect_quantile(self.cdf, u, self.support[0] if self.dim == 1 else None, str(self))

    def rosenblatt(self, x: Tensor) -> Tensor:
        """Map X to independent uniforms on [0, 1] (Rosenblatt 1952), `(..., dim)` to the same."""
        if self.dim == 1:
            return self.cdf(x).unsqueeze(-1)
        raise NotImplementedError(f"{self} has no Rosenblatt transform")

    @property
    def independent(self) -> bool:
        """Whether the coordinates are independent, so that the density is the product of its marginals."""
        return self.dim == 1

    def marginal(self, axis: int) -> Density:
        """Return the law of one coordinate, a density on R; NotImplementedError where it is not known."""
        if self.dim == 1 and axis in (0, -1):
            return self
        raise NotImplementedError(f"{self} does not know the law of its coordinate {axis}")

    @property
    def support(self) -> tuple[tuple[float, float], ...]:
        """The smallest box that holds the support: one `(low, high)` a dimension, infinite where it is."""
        return ((float("-inf"), float("inf")),) * self.dim

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The modes with their weights, which sum to 1. Empty where they are not known."""
        return ()

    @property
    def landmarks(self) -> tuple[float, ...]:
        """For `dim` 1, sorted finite points at which an integral has to be cut.

        Kinks, jumps and edges of the support, and for every bump its center and a few scales around it, so
        that no quadrature rule steps over a narrow one.
        """
        return ()

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """Points of positive mass (1-D only); empty for an absolutely continuous distribution."""
        return ()

    @property
    def center(self) -> tuple[float, ...]:
        """A typical point: the mean where it exists, otherwise the middle."""
        if not self.modes:
            raise NotImplementedError(f"{self} has no center")
        return tuple(sum(mode.weight * mode.center[axis] for mode in self.modes) for axis in range(self.dim))

    @property
    def scale(self) -> float:
        """A typical length: the standard deviation where finite, in root mean square over the coordinates."""
        raise NotImplementedError(f"{self} has no scale")

    def _points(self, x: Tensor) -> Tensor:
        """`x` itself, or ValueError where its rows are not points of R^dim."""
        if x.ndim == 0 or x.shape[-1] != self.dim:
            raise ValueError(
                f"{self} has dimension {self.dim}: give points of shape (..., {self.dim}), not {tuple(x.shape)}"
            )
        return x

    def _column(self, x: Tensor) -> Tensor:
        """Return the only coordinate of 1-D points, shape `(..., 1)` to `(...)`."""
        return self._points(x)[..., 0]
