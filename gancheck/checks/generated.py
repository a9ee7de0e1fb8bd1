"""Densities drawn at random for the checks of the theory: easy ones, heavy tails, jumps, narrow and distant bumps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gancheck.theory import Beta, Density, Gaussian, Laplace, Mixture, StudentT, Uniform


def densities(rng: np.random.Generator, most: int = 3) -> Density:
    """A mixture of one to `most` components of any of the five families."""
    parts = [_component(rng) for _ in range(int(rng.integers(1, most + 1)))]
    if len(parts) == 1:
        return parts[0]
    weights = rng.dirichlet(np.full(len(parts), 2.0))
    weights = 0.02 + (1.0 - 0.02 * len(parts)) * weights
    return Mixture(parts, [float(w) for w in weights / weights.sum()])


def pairs(seed: int, count: int) -> Iterator[tuple[Density, Density]]:
    """`count` pairs (p_data, p_g), in a fixed order for a seed."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        yield densities(rng), densities(rng)


def _component(rng: np.random.Generator) -> Density:
    at, scale = float(rng.uniform(-4, 4)), float(np.exp(rng.uniform(np.log(0.05), np.log(3.0))))
    match int(rng.integers(5)):
        case 0:
            return Gaussian(at, scale)
        case 1:
            return Laplace(at, scale)
        case 2:
            return Uniform(at, at + scale)
        case 3:
            return StudentT(float(rng.uniform(1.5, 8.0)), at, scale)
        case _:
            return Beta(float(rng.uniform(0.6, 4.0)), float(rng.uniform(0.6, 4.0)), at, at + scale)
