"""Student's t distribution: heavy tails."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from scipy import special
from torch import Tensor

from gancheck.theory.densities.density import Density, Mode
from gancheck.theory.densities.parameters import around, finite, positive
from gancheck.theory.densities.quantiles import probabilities
from gancheck.theory.densities.sampling import source
from gancheck.theory.densities.special import with_scipy


@dataclass(frozen=True, repr=False, init=False)
class StudentT(Density):
    """Student's t with `df` degrees of freedom, moved to `loc` and stretched by `scale`.

    The parameter `scale` is kept as `stretch`: `StudentT.scale` is the standard deviation, as for every
    density, and the stretch itself where that is infinite (`df` at most 2).
    """

    df: float
    loc: float
    stretch: float

    def __init__(self, df: float, loc: float = 0.0, scale: float = 1.0) -> None:
        object.__setattr__(self, "df", positive("StudentT", "df", df))
        object.__setattr__(self, "loc", finite("StudentT", "loc", loc))
        object.__setattr__(self, "stretch", positive("StudentT", "scale", scale))

    def __repr__(self) -> str:
        return f"t{self.df:g}({self.loc:g}, {self.stretch:g})"

    def _standardized(self, x: Tensor) -> Tensor:
        return (self._column(x) - self.loc) / self.stretch

    def log_prob(self, x: Tensor) -> Tensor:
        """Log density in nats, `(..., 1)` to `(...)`."""
        # Gamma((df + 1) / 2) / Gamma(df / 2) as one function: their logarithms cancel for a large df.
        ratio = float(special.poch(self.df / 2, 0.5))
        normalizer = math.log(math.pi * self.df) / 2 - math.log(ratio) + math.log(self.stretch)
        return torch.log1p(self._standardized(x).square() / self.df) * (-(self.df + 1) / 2) - normalizer

    def sample(self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64) -> Tensor:
        """`n` draws, shape `(n, 1)`, by the polar method of Bailey (1994), exact for every `df`."""
        generator = source(generator)
        # Drawn in float64 whatever the dtype: 24 bits of a float32 uniform would cut the tails off.
        uniform = torch.rand((2, n, 1), generator=generator, device=generator.device, dtype=torch.float64)
        radius = torch.expm1(torch.log1p(-uniform[0]) * (-2 / self.df)).mul_(self.df).sqrt_()
        draws = radius * torch.cos(uniform[1] * (2 * math.pi))
        return draws.mul_(self.stretch).add_(self.loc).to(dtype)

    def cdf(self, x: Tensor) -> Tensor:
        """P(X <= x)."""
        return with_scipy(lambda z: special.stdtr(self.df, z), self._standardized(x))

    def survival(self, x: Tensor) -> Tensor:
        """P(X > x)."""
        return with_scipy(lambda z: special.stdtr(self.df, z), -self._standardized(x))

    def quantile(self, u: Tensor) -> Tensor:
        """Return the inverse of `cdf`, `(...)` to `(..., 1)`."""
        # The lower tail, where a probability keeps its digits, serves for both sides.
        tail = torch.minimum(probabilities(u), 1 - u)
        z = with_scipy(lambda probability: special.stdtrit(self.df, probability), tail)
        z = torch.where(u < 0.5, -z.abs(), z.abs())
        answer = z.mul(self.stretch).add(self.loc).unsqueeze(-1)
        # SciPy's inverse overflows below about 1e-200: bisect there.
        lost = z.isinf() & (tail > 0)
        if bool(lost.any()):
            answer[lost] = super().quantile(u[lost])
        return answer

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The location."""
        return (Mode((self.loc,), 1.0, self.scale),)

    @property
    def landmarks(self) -> tuple[float, ...]:
        """The location and points around it that grow geometrically, as far as the tails matter."""
        return around(self.loc, self.stretch, (1, 3, 10, 100))

    @property
    def scale(self) -> float:
        """The standard deviation, or the stretch where it is infinite."""
        return self.stretch * math.sqrt(self.df / (self.df - 2)) if self.df > 2 else self.stretch
