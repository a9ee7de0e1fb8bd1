"""Products of independent densities."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from gancheck.theory.densities.density import Density, Mode
from gancheck.theory.densities.sampling import source
from gancheck.theory.densities.uniform import Uniform

# A product of many factors has as many modes as there are combinations: past this they are not listed.
_MODES = 4096


@dataclass(frozen=True, repr=False, init=False)
class Product(Density):
    """Independent factors side by side: the coordinates of the first one come first."""

    factors: tuple[Density, ...]
    _tables: dict[tuple[torch.device, torch.dtype], tuple[Tensor, Tensor]] = field(compare=False)

    def __init__(self, factors: Iterable[Density]) -> None:
        flat = tuple(factors)
        if not flat:
            raise ValueError("Product: give at least one factor")
        for factor in flat:
            if not isinstance(factor, Density):
                raise TypeError(f"Product: every factor must be a Density, not {factor!r}")
        object.__setattr__(self, "factors", flat)
        object.__setattr__(self, "dim", sum(factor.dim for factor in flat))
        object.__setattr__(self, "_tables", {})

    def __reduce__(self) -> tuple[type[Product], tuple[tuple[Density, ...]]]:
        return Product, (self.factors,)

    def __repr__(self) -> str:
        runs: list[tuple[str, int]] = []
        for name in map(repr, self.factors):
            if runs and runs[-1][0] == name:
                runs[-1] = (name, runs[-1][1] + 1)
            else:
                runs.append((name, 1))
        return " x ".join(_power(name, times) for name, times in runs)

    def _parts(self, x: Tensor) -> list[tuple[Density, Tensor]]:
        """Each factor with its own coordinates of `x`."""
        pieces = torch.split(self._points(x), [factor.dim for factor in self.factors], dim=-1)
        return list(zip(self.factors, pieces, strict=True))

    def log_prob(self, x: Tensor) -> Tensor:
        """Log density in nats, `(..., dim)` to `(...)`."""
        return torch.stack([factor.log_prob(part) for factor, part in self._parts(x)]).sum(0)

    def sample(self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64) -> Tensor:
        """`n` draws, shape `(n, dim)`; a box of uniforms in one go."""
        generator = source(generator)
        box = self._box(generator.device, dtype)
        if box is None:
            return torch.cat([part.sample(n, generator=generator, dtype=dtype) for part in self.factors], -1)
        low, width = box
        draws = torch.rand((n, self.dim), generator=generator, device=generator.device, dtype=dtype)
        return draws.mul_(width).add_(low)

    def _box(self, device: torch.device, dtype: torch.dtype) -> tuple[Tensor, Tensor] | None:
        """Lower ends and widths where every factor is uniform, made once for each device and dtype."""
        tables = self._tables.get((device, dtype))
        if tables is None:
            uniforms = [factor for factor in self.factors if isinstance(factor, Uniform)]
            if len(uniforms) < len(self.factors):
                return None
            low, width = ([u.low for u in uniforms], [u.width for u in uniforms])
            tables = (
                torch.tensor(low, dtype=dtype, device=device),
                torch.tensor(width, dtype=dtype, device=device),
            )
            self._tables[device, dtype] = tables
        return tables

    def cdf(self, x: Tensor) -> Tensor:
        """P(X <= x) for `dim` 1."""
        return self.factors[0].cdf(x) if self.dim == 1 else super().cdf(x)

    def survival(self, x: Tensor) -> Tensor:
        """P(X > x) for `dim` 1."""
        return self.factors[0].survival(x) if self.dim == 1 else super().survival(x)

    def quantile(self, u: Tensor) -> Tensor:
        """Return the inverse of `cdf` for `dim` 1."""
        return self.factors[0].quantile(u) if self.dim == 1 else super().quantile(u)

    def rosenblatt(self, x: Tensor) -> Tensor:
        """Return the transforms of the factors side by side."""
        return torch.cat([factor.rosenblatt(part) for factor, part in self._parts(x)], -1)

    @property
    def independent(self) -> bool:
        """Whether the coordinates are independent within every factor as well."""
        return all(factor.independent for factor in self.factors)

    def marginal(self, axis: int) -> Density:
        """Return the law of one coordinate, from the factor that holds it."""
        if not -self.dim <= axis < self.dim:
            raise IndexError(f"{self} has coordinates 0 to {self.dim - 1}, not {axis}")
        rest = axis % self.dim
        for factor in self.factors:
            if rest < factor.dim:
                return factor.marginal(rest)
            rest -= factor.dim
        raise AssertionError("the factors' dimensions add up to dim")

    @property
    def support(self) -> tuple[tuple[float, float], ...]:
        """The box of the factors' supports."""
        return tuple(side for factor in self.factors for side in factor.support)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The combinations of the factors' modes; empty where unknown or over 4096."""
        total = math.prod(len(factor.modes) for factor in self.factors)
        if not 0 < total <= _MODES:
            return ()
        found: list[tuple[tuple[float, ...], float, float]] = [
            ((), 1.0, 0.0)
        ]  # center, weight, sum of variances over the coordinates
        for factor in self.factors:
            found = [
                ((*center, *mode.center), weight * mode.weight, spread + factor.dim * mode.scale**2)
                for center, weight, spread in found
                for mode in factor.modes
            ]
        return tuple(Mode(center, weight, math.sqrt(spread / self.dim)) for center, weight, spread in found)

    @property
    def landmarks(self) -> tuple[float, ...]:
        """For `dim` 1, those of the only factor."""
        return self.factors[0].landmarks if self.dim == 1 else ()

    @property
    def center(self) -> tuple[float, ...]:
        """The centers of the factors side by side."""
        return tuple(value for factor in self.factors for value in factor.center)

    @property
    def scale(self) -> float:
        """The standard deviation, in root mean square over the coordinates."""
        return math.sqrt(sum(factor.dim * factor.scale**2 for factor in self.factors) / self.dim)


def _power(name: str, times: int) -> str:
    if " " in name and ("+" in name or " x " in name):
        name = f"({name})"
    return name if times == 1 else f"{name}^{times}"
