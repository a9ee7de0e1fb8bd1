"""Gaussians on the line and, with independent coordinates, on R^n."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import torch
from torch import Tensor

from gancheck.theory.densities.density import Density, Mode
from gancheck.theory.densities.parameters import around, finite, positive, vector
from gancheck.theory.densities.quantiles import probabilities
from gancheck.theory.densities.sampling import source

LOG_SQRT_2PI = 0.5 * math.log(2 * math.pi)


def normal_cdf(z: Tensor) -> Tensor:
    """P(Z <= z) of a standard normal, to relative rounding in the left tail as well."""
    return torch.erfc(z * -math.sqrt(0.5)) / 2


@dataclass(frozen=True, repr=False)
class Gaussian(Density):
    """N(mean, std) on the line: `std` is the standard deviation, not the variance."""

    mean: float = 0.0
    std: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "mean", finite("Gaussian", "mean", self.mean))
        object.__setattr__(self, "std", positive("Gaussian", "std", self.std))

    def __repr__(self) -> str:
        return f"N({self.mean:g}, {self.std:g})"

    def log_prob(self, x: Tensor) -> Tensor:
        """Log density in nats, `(..., 1)` to `(...)`."""
        z = (self._column(x) - self.mean) / self.std
        return z.square() * -0.5 - (math.log(self.std) + LOG_SQRT_2PI)

    def sample(self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64) -> Tensor:
        """`n` draws, shape `(n, 1)`."""
        generator = source(generator)
        draws = torch.randn((n, 1), generator=generator, device=generator.device, dtype=dtype)
        return draws.mul_(self.std).add_(self.mean)

    def cdf(self, x: Tensor) -> Tensor:
        """P(X <= x)."""
        return normal_cdf((self._column(x) - self.mean) / self.std)

    def survival(self, x: Tensor) -> Tensor:
        """P(X > x)."""
        return normal_cdf((self.mean - self._column(x)) / self.std)

    def quantile(self, u: Tensor) -> Tensor:
        """Return the inverse of `cdf`, `(...)` to `(..., 1)`."""
        z: Tensor = torch.special.ndtri(probabilities(u))
        return z.mul(self.std).add(self.mean).unsqueeze(-1)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The mean."""
        return (Mode((self.mean,), 1.0, self.std),)

    @property
    def landmarks(self) -> tuple[float, ...]:
        """The mean and 1, 3 and 8 standard deviations around it."""
        return around(self.mean, self.std, (1, 3, 8))

    @property
    def center(self) -> tuple[float, ...]:
        """The mean."""
        return (self.mean,)

    @property
    def scale(self) -> float:
        """The standard deviation."""
        return self.std


@dataclass(frozen=True, repr=False, init=False)
class GaussianNd(Density):
    """A Gaussian on R^n with independent coordinates.

    `mean` has an entry a coordinate; `std` is one standard deviation for all of them, or one each.
    """

    mean: tuple[float, ...]
    std: tuple[float, ...]
    _tables: dict[tuple[torch.device, torch.dtype], tuple[Tensor, Tensor]] = field(compare=False)

    def __init__(self, mean: Sequence[float], std: float | Sequence[float] = 1.0) -> None:
        center = vector("GaussianNd", "mean", mean)
        if isinstance(std, Sequence):
            spread = tuple(positive("GaussianNd", f"std[{i}]", value) for i, value in enumerate(std))
        else:
            spread = (positive("GaussianNd", "std", std),) * len(center)
        if len(spread) != len(center):
            raise ValueError(f"GaussianNd: mean has {len(center)} entries and std has {len(spread)}")
        object.__setattr__(self, "mean", center)
        object.__setattr__(self, "std", spread)
        object.__setattr__(self, "dim", len(center))
        object.__setattr__(self, "_tables", {})

    def __reduce__(self) -> tuple[type[GaussianNd], tuple[tuple[float, ...], tuple[float, ...]]]:
        return GaussianNd, (self.mean, self.std)

    def __repr__(self) -> str:
        one_std = len(set(self.std)) == 1
        if one_std and len(set(self.mean)) == 1:
            return f"N({self.mean[0]:g}, {self.std[0]:g})^{self.dim}"
        std = f"{self.std[0]:g}" if one_std else _row(self.std)
        return f"N({_row(self.mean)}, {std})"

    @cached_property
    def _log_normalizer(self) -> float:
        return sum(map(math.log, self.std)) + self.dim * LOG_SQRT_2PI

    def _parameters(self, device: torch.device, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        """Mean and standard deviation as rows, made once for each device and dtype."""
        tables = self._tables.get((device, dtype))
        if tables is None:
            mean, std = (torch.tensor(row, dtype=dtype, device=device) for row in (self.mean, self.std))
            self._tables[device, dtype] = tables = (mean, std)
        return tables

    def log_prob(self, x: Tensor) -> Tensor:
        """Log density in nats, `(..., dim)` to `(...)`."""
        mean, std = self._parameters(x.device, x.dtype)
        return ((self._points(x) - mean) / std).square().sum(-1) * -0.5 - self._log_normalizer

    def sample(self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64) -> Tensor:
        """`n` draws, shape `(n, dim)`."""
        generator = source(generator)
        mean, std = self._parameters(generator.device, dtype)
        draws = torch.randn((n, self.dim), generator=generator, device=generator.device, dtype=dtype)
        return draws.mul_(std).add_(mean)

    def cdf(self, x: Tensor) -> Tensor:
        """P(X <= x) for `dim` 1."""
        return self.marginal(0).cdf(x) if self.dim == 1 else super().cdf(x)

    def survival(self, x: Tensor) -> Tensor:
        """P(X > x) for `dim` 1."""
        return self.marginal(0).survival(x) if self.dim == 1 else super().survival(x)

    def rosenblatt(self, x: Tensor) -> Tensor:
        """Return the distribution functions of the coordinates, which are independent."""
        mean, std = self._parameters(x.device, x.dtype)
        return normal_cdf((self._points(x) - mean) / std)

    @property
    def independent(self) -> bool:
        """True."""
        return True

    def marginal(self, axis: int) -> Gaussian:
        """Return the Gaussian of one coordinate."""
        return Gaussian(self.mean[axis], self.std[axis])

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The mean."""
        return (Mode(self.mean, 1.0, self.scale),)

    @property
    def landmarks(self) -> tuple[float, ...]:
        """For `dim` 1, those of its coordinate."""
        return self.marginal(0).landmarks if self.dim == 1 else ()

    @property
    def center(self) -> tuple[float, ...]:
        """The mean."""
        return self.mean

    @property
    def scale(self) -> float:
        """The standard deviation, in root mean square over the coordinates."""
        if len(set(self.std)) == 1:
            return self.std[0]
        return math.hypot(*self.std) / math.sqrt(self.dim)


def _row(values: Sequence[float]) -> str:
    return "(" + ", ".join(f"{value:g}" for value in values) + ")"
