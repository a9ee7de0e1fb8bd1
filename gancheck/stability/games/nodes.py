"""Quadrature nodes for expectations of smooth functions under a density, as tensors."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from gancheck.theory import Density, Gaussian, Mixture, Uniform

_MOST = 200_000


def nodes(density: Density, count: int) -> tuple[Tensor, Tensor]:
    """Return points `(n, dim)` and weights `(n,)` that sum to 1, with `count` nodes a bump and a coordinate.

    Gauss and Hermite's for a Gaussian, Gauss and Legendre's for a uniform density, exact for polynomials of a
    degree up to 2 `count` - 1; all components' of a mixture, products over independent coordinates. Raises
    ValueError for another density, and beyond 200,000 points.
    """
    if count < 1:
        raise ValueError(f"a quadrature needs at least one node, not {count}")
    match density:
        case Gaussian():
            x, w = np.polynomial.hermite_e.hermegauss(count)
            return _column(density.mean + density.std * x, w / math.sqrt(2 * math.pi))
        case Uniform():
            x, w = np.polynomial.legendre.leggauss(count)
            return _column(density.low + density.width * (x + 1) / 2, w / 2)
        case Mixture():
            parts = [nodes(part, count) for part in density.components]
            points = torch.cat([points for points, _ in parts])
            return points, torch.cat([s * w for s, (_, w) in zip(density.weights, parts, strict=True)])
        case _ if density.dim > 1 and density.independent:
            return _product([nodes(density.marginal(axis), count) for axis in range(density.dim)], density)
        case _:
            raise ValueError(
                f"no nodes are known for {density}: take Gaussian or uniform densities, or mixtures of them"
            )


def _column(points: object, weights: object) -> tuple[Tensor, Tensor]:
    w = torch.as_tensor(weights, dtype=torch.float64)
    return torch.as_tensor(points, dtype=torch.float64).unsqueeze(-1), w / w.sum()


def _product(axes: list[tuple[Tensor, Tensor]], density: Density) -> tuple[Tensor, Tensor]:
    if math.prod(len(w) for _, w in axes) > _MOST:
        raise ValueError(f"{density} would take more than {_MOST:,} nodes: ask for fewer a coordinate")
    points = torch.cartesian_prod(*(x[:, 0] for x, _ in axes))
    weights = torch.cartesian_prod(*(w for _, w in axes)).prod(-1)
    return points.reshape(-1, density.dim), weights
