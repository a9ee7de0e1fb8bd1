"""The uniform distribution on an interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from gancheck.theory.densities.density import Density, Mode
from gancheck.theory.densities.parameters import interval
from gancheck.theory.densities.quantiles import probabilities
from gancheck.theory.densities.sampling import source


@dataclass(frozen=True, repr=False)
class Uniform(Density):
    """U(low, high); both ends belong to the support."""

    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        low, high = interval("Uniform", self.low, self.high)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    def __repr__(self) -> str:
        return f"U({self.low:.4g}, {self.high:.4g})"

    @property
    def width(self) -> float:
        """The length of the interval."""
        return self.high - self.low

    def log_prob(self, x: Tensor) -> Tensor:
        """Log density in nats, `(..., 1)` to `(...)`; `-inf` outside of the interval."""
        column = self._column(x)
        inside = (column >= self.low) & (column <= self.high)
        height = column.new_full((), -math.log(self.width))
        return torch.where(inside, height, column.new_full((), -math.inf))

    def sample(self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64) -> Tensor:
        """`n` draws, shape `(n, 1)`."""
        generator = source(generator)
        draws = torch.rand((n, 1), generator=generator, device=generator.device, dtype=dtype)
        return draws.mul_(self.width).add_(self.low)

    def cdf(self, x: Tensor) -> Tensor:
        """P(X <= x)."""
        return ((self._column(x) - self.low) / self.width).clamp(0, 1)

    def survival(self, x: Tensor) -> Tensor:
        """P(X > x)."""
        return ((self.high - self._column(x)) / self.width).clamp(0, 1)

    def quantile(self, u: Tensor) -> Tensor:
        """Return the inverse of `cdf`, `(...)` to `(..., 1)`."""
        # The two-sided form meets both ends exactly.
        return torch.where(
            probabilities(u) < 0.5, self.low + self.width * u, self.high - self.width * (1 - u)
        ).unsqueeze(-1)

    @property
    def support(self) -> tuple[tuple[float, float], ...]:
        """The interval."""
        return ((self.low, self.high),)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The plateau, seen from its middle."""
        return (Mode(self.center, 1.0, self.scale),)

    @property
    def landmarks(self) -> tuple[float, ...]:
        """The two jumps."""
        return (self.low, self.high)

    @property
    def center(self) -> tuple[float, ...]:
        """The middle."""
        return (self.low + self.width / 2,)

    @property
    def scale(self) -> float:
        """The standard deviation."""
        return self.width / math.sqrt(12)
