"""Many axis-aligned Gaussians as tensors, evaluated together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from gancheck.theory.densities.density import Density
from gancheck.theory.densities.gaussian import LOG_SQRT_2PI, Gaussian, GaussianNd, normal_cdf


@dataclass(frozen=True)
class GaussianRows:
    """K Gaussians on R^dim with independent coordinates: tables of shape `(K, dim)`."""

    means: Tensor
    stds: Tensor
    log_normalizers: Tensor

    @classmethod
    def of(cls, components: Sequence[Density]) -> GaussianRows | None:
        """Return the tables in float64 on the CPU, or None where a component is not Gaussian."""
        rows: list[tuple[tuple[float, ...], tuple[float, ...]]] = []
        for part in components:
            if isinstance(part, Gaussian):
                rows.append(((part.mean,), (part.std,)))
            elif isinstance(part, GaussianNd):
                rows.append((part.mean, part.std))
            else:
                return None
        means, stds = (torch.tensor(table, dtype=torch.float64) for table in zip(*rows, strict=True))
        return cls(means, stds, -stds.log() - LOG_SQRT_2PI)

    def to(self, device: torch.device, dtype: torch.dtype) -> GaussianRows:
        """Return the same tables elsewhere."""
        tables = (self.means, self.stds, self.log_normalizers)
        return GaussianRows(*(table.to(device, dtype) for table in tables))

    def draw(self, chosen: Tensor, generator: torch.Generator) -> Tensor:
        """One draw of each component that `chosen` (n,) names, shape `(n, dim)`."""
        shape = (len(chosen), self.means.shape[1])
        draws = torch.randn(shape, generator=generator, device=generator.device, dtype=self.means.dtype)
        return draws.mul_(self.stds[chosen]).add_(self.means[chosen])

    def log_probs(self, x: Tensor) -> Tensor:
        """Log density of every component, `(..., dim)` to `(..., K)`."""
        if self.means.shape[1] == 1:
            return self.axis_log_probs(x, 0)
        squares = ((x.unsqueeze(-2) - self.means) / self.stds).square().sum(-1)
        return self.log_normalizers.sum(-1) - squares / 2

    def axis_log_probs(self, column: Tensor, axis: int) -> Tensor:
        """Log density of every component's coordinate `axis`, `(..., 1)` to `(..., K)`."""
        squares = ((column - self.means[:, axis]) / self.stds[:, axis]).square()
        return self.log_normalizers[:, axis] - squares / 2

    def axis_cdfs(self, column: Tensor, axis: int, side: float = 1.0) -> Tensor:
        """P(X <= x), with side -1 P(X > x), of every component's coordinate, `(..., 1)` to `(..., K)`."""
        return normal_cdf((column - self.means[:, axis]) / self.stds[:, axis] * side)
