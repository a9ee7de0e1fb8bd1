"""The beta distribution on an interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from scipy import special
from torch import Tensor

from gancheck.theory.densities.density import Density, Mode
from gancheck.theory.densities.parameters import around, interval, positive
from gancheck.theory.densities.quantiles import probabilities
from gancheck.theory.densities.sampling import source
from gancheck.theory.densities.special import with_scipy


@dataclass(frozen=True, repr=False)
class Beta(Density):
    """Beta(a, b) stretched from [0, 1] to [low, high].

    Below 1, `a` makes the density infinite at the low end and `b` at the high end. Log densities are accurate
    to about 1e-15 (a + b).
    """

    a: float
    b: float
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        low, high = interval("Beta", self.low, self.high)
        object.__setattr__(self, "a", positive("Beta", "a", self.a))
        object.__setattr__(self, "b", positive("Beta", "b", self.b))
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    def __repr__(self) -> str:
        where = "" if (self.low, self.high) == (0.0, 1.0) else f" on [{self.low:g}, {self.high:g}]"
        return f"Beta({self.a:g}, {self.b:g}){where}"

    @property
    def width(self) -> float:
        """The length of the interval."""
        return self.high - self.low

    def _from_ends(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the distances to both ends as shares of the interval: each exact near its own end."""
        column = self._column(x)
        return (column - self.low) / self.width, (self.high - column) / self.width

    def log_prob(self, x: Tensor) -> Tensor:
        """Log density in nats, `(..., 1)` to `(...)`; `-inf` outside of the interval."""
        left, right = self._from_ends(x)
        inside = (left >= 0) & (right >= 0)
        left, right = left.clamp(min=0), right.clamp(min=0)
        normalizer = float(special.betaln(self.a, self.b)) + math.log(self.width)
        value = torch.xlogy(self.a - 1, left) + torch.xlogy(self.b - 1, right) - normalizer
        return torch.where(inside, value, value.new_full((), -math.inf))

    def sample(self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64) -> Tensor:
        """`n` draws, shape `(n, 1)`, from two gamma variables on the log scale."""
        generator = source(generator)
        device = generator.device
        # Gamma(a) is Gamma(a + 1) U^(1/a): on the log scale nothing underflows for small a.
        shapes = torch.tensor([[self.a, self.b]], dtype=torch.float64, device=device)
        gammas = torch._standard_gamma((shapes + 1).expand(n, 2), generator=generator)
        exponentials = torch.empty((n, 2), dtype=torch.float64, device=device).exponential_(generator=generator)
        log_gammas = gammas.log() - exponentials / shapes
        draws = torch.sigmoid(log_gammas[:, :1] - log_gammas[:, 1:])
        return draws.mul_(self.width).add_(self.low).to(dtype)

    def cdf(self, x: Tensor) -> Tensor:
        """P(X <= x)."""
        return with_scipy(lambda u: special.betainc(self.a, self.b, u), self._from_ends(x)[0].clamp(0, 1))

    def survival(self, x: Tensor) -> Tensor:
        """P(X > x)."""
        return with_scipy(lambda u: special.betainc(self.b, self.a, u), self._from_ends(x)[1].clamp(0, 1))

    def quantile(self, u: Tensor) -> Tensor:
        """Return the inverse of `cdf`, `(...)` to `(..., 1)`."""
        share = with_scipy(lambda probability: special.betaincinv(self.a, self.b, probability), probabilities(u))
        return share.mul(self.width).add(self.low).unsqueeze(-1)

    @property
    def support(self) -> tuple[tuple[float, float], ...]:
        """The interval."""
        return ((self.low, self.high),)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The only mode; empty where the density is infinite at both ends."""
        if self.a < 1 and self.b < 1:
            return ()
        if self.a == self.b == 1:
            return (Mode(self.center, 1.0, self.scale),)
        share = (
            min(max((self.a - 1) / (self.a + self.b - 2), 0.0), 1.0)
            if min(self.a, self.b) > 1
            else float(self.a > self.b)
        )
        return (Mode((self.low + self.width * share,), 1.0, self.scale),)

    @property
    def landmarks(self) -> tuple[float, ...]:
        """Both ends, and the mean with 1, 3 and 8 standard deviations around it where they are inside."""
        inner = around(self.center[0], self.scale, (1, 3, 8))
        # A point that misses an end by rounding would cut a cell of no width.
        margin = 1e-9 * self.width
        kept = (point for point in inner if self.low + margin < point < self.high - margin)
        return (self.low, *kept, self.high)

    @property
    def center(self) -> tuple[float, ...]:
        """The mean."""
        return (self.low + self.width * self.a / (self.a + self.b),)

    @property
    def scale(self) -> float:
        """The standard deviation."""
        total = self.a + self.b
        return self.width * math.sqrt(self.a * self.b / (total + 1)) / total
