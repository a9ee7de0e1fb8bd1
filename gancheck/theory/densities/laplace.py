"""The Laplace distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from gancheck.theory.densities.density import Density, Mode
from gancheck.theory.densities.parameters import around, finite, positive
from gancheck.theory.densities.quantiles import probabilities
from gancheck.theory.densities.sampling import source


@dataclass(frozen=True, repr=False, init=False)
class Laplace(Density):
    """Laplace(loc, scale), of density exp(-|x - loc| / scale) / (2 scale).

    The parameter `scale` is kept as `decay`: its standard deviation, which is what `Laplace.scale` says, as
    for every density, is sqrt(2) times that.
    """

    loc: float
    decay: float

    def __init__(self, loc: float = 0.0, scale: float = 1.0) -> None:
        object.__setattr__(self, "loc", finite("Laplace", "loc", loc))
        object.__setattr__(self, "decay", positive("Laplace", "scale", scale))

    def __repr__(self) -> str:
        return f"Laplace({self.loc:g}, {self.decay:g})"

    def log_prob(self, x: Tensor) -> Tensor:
        """Log density in nats, `(..., 1)` to `(...)`."""
        return (self._column(x) - self.loc).abs() / -self.decay - math.log(2 * self.decay)

    def sample(self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64) -> Tensor:
        """`n` draws, shape `(n, 1)`: differences of two exponentials."""
        generator = source(generator)
        pairs = torch.empty((n, 2), device=generator.device, dtype=dtype).exponential_(generator=generator)
        return (pairs[:, :1] - pairs[:, 1:]).mul_(self.decay).add_(self.loc)

    def cdf(self, x: Tensor) -> Tensor:
        """P(X <= x)."""
        return _standard_cdf((self._column(x) - self.loc) / self.decay)

    def survival(self, x: Tensor) -> Tensor:
        """P(X > x)."""
        return _standard_cdf((self.loc - self._column(x)) / self.decay)

    def quantile(self, u: Tensor) -> Tensor:
        """Return the inverse of `cdf`, `(...)` to `(..., 1)`."""
        probabilities(u)
        z = torch.where(u < 0.5, torch.log(2 * u), -torch.log(2 * (1 - u)))
        return z.mul(self.decay).add(self.loc).unsqueeze(-1)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The location."""
        return (Mode((self.loc,), 1.0, self.scale),)

    @property
    def landmarks(self) -> tuple[float, ...]:
        """The kink, and 1, 5 and 20 decay lengths around it."""
        return around(self.loc, self.decay, (1, 5, 20))

    @property
    def scale(self) -> float:
        """The standard deviation."""
        return math.sqrt(2) * self.decay


def _standard_cdf(z: Tensor) -> Tensor:
    tail = torch.exp(-z.abs()) / 2
    return torch.where(z < 0, tail, 1 - tail)
