"""The generated densities: all families, weights that count, and the same for the same seed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from scipy.integrate import quad

from gancheck.checks.generated import densities, pairs
from gancheck.theory import Beta, Density, Gaussian, Laplace, Mixture, StudentT, Uniform

FAMILIES = {Gaussian, Laplace, Uniform, StudentT, Beta}


def _drawn(count: int, most: int = 3) -> list[Density]:
    rng = np.random.default_rng(0)
    return [densities(rng, most) for _ in range(count)]


def test_a_seed_gives_the_same_pairs_and_another_seed_others() -> None:
    first, again, other = ([repr(pair) for pair in pairs(seed, 20)] for seed in (5, 5, 6))
    assert first == again
    assert not set(first) & set(other)
    assert first[:7] == [repr(pair) for pair in pairs(5, 7)]


def test_no_pair_holds_one_density_twice() -> None:
    assert all(repr(p) != repr(q) for p, q in pairs(0, 100))


def test_every_family_and_every_size_comes() -> None:
    """200 draws of 1 to 3 components from 5 families; that one never comes has probability below 1e-15."""
    drawn = _drawn(200)
    parts = [part for density in drawn for part in (density.components if isinstance(density, Mixture) else [density])]
    assert {type(part) for part in parts} == FAMILIES
    assert {len(d.components) if isinstance(d, Mixture) else 1 for d in drawn} == {1, 2, 3}
    assert all(type(d) in FAMILIES for d in _drawn(50, most=1))


def test_every_component_counts() -> None:
    for density in _drawn(200):
        if isinstance(density, Mixture):
            assert min(float(w) for w in density.weights) >= 0.02 - 1e-12
            assert sum(float(w) for w in density.weights) == pytest.approx(1.0, abs=1e-12)


def test_the_densities_integrate_to_one() -> None:
    """By scipy's quadrature over the central part, cut at the densities' own quantiles, against its mass."""
    for density in _drawn(40, most=1):
        cuts = density.quantile(torch.tensor([0.01, 0.25, 0.5, 0.75, 0.99], dtype=torch.float64)).flatten().tolist()

        def at(x: float, density: Density = density) -> float:
            return float(density.log_prob(torch.tensor([[x]], dtype=torch.float64)).exp())

        mass = sum(quad(at, low, high)[0] for low, high in pairwise(cuts))
        assert mass == pytest.approx(0.98, abs=1e-6), density
