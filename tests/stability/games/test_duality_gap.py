"""The duality gap: 0 at the equilibrium, never below, and the value at known pairs."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from gancheck import strategies
from gancheck.stability.games import Family, duality_gap
from gancheck.theory import (
    Density,
    Gaussian,
    GaussianNd,
    Mixture,
    Uniform,
    criterion,
    jsd,
    optimal_logit,
    pushforward,
    value,
)


def half(x: Tensor) -> Tensor:
    return torch.zeros(len(x), dtype=torch.float64)


def gaussians(parameters: list[float]) -> Density:
    return Gaussian(*parameters)


@given(p=strategies.densities_1d())
def test_it_is_0_at_the_equilibrium(p: Density) -> None:
    gap = duality_gap(p, p, half, generators=(-1.0, 1.0))
    assert abs(gap.value) <= gap.error
    assert gap.error < 1e-8


@given(pair=strategies.density_pairs(), logit=strategies.discriminators())
def test_it_is_never_below_0(pair: tuple[Density, Density], logit) -> None:  # type: ignore[no-untyped-def]
    gap = duality_gap(*pair, logit, generators=(-6.0, 6.0))
    assert gap.value >= -gap.error
    assert gap.value == gap.best_discriminator - gap.best_generator


@given(pair=strategies.density_pairs())
def test_of_a_blind_discriminator_it_is_twice_the_jsd(pair: tuple[Density, Density]) -> None:
    """Against D = 1/2 no generator gains anything: what is left is C(G) + log 4."""
    gap = duality_gap(*pair, half, generators=(-1.0, 1.0))
    assert gap.value == pytest.approx(2 * jsd(*pair).value, abs=gap.error + 1e-8)


def test_the_discriminators_side_is_c_of_g() -> None:
    p, q = Gaussian(), Gaussian(1.5, 0.5)
    assert duality_gap(p, q, half).best_discriminator == criterion(p, q).value


def test_the_generators_side_is_the_highest_point() -> None:
    """D = sigmoid(x) on U(0, 1): E_p log D - softplus(1), all mass at 1."""
    p = Uniform(0.0, 1.0)
    gap = duality_gap(p, p, lambda x: x[:, 0])
    assert gap.best_at == (1.0,)
    present = value(p, p, lambda x: x[:, 0]).value
    real = present + _mean_softplus()
    assert gap.best_generator == pytest.approx(real - math.log1p(math.e), abs=1e-9)


def _mean_softplus() -> float:
    """The integral of softplus over [0, 1], by 50 nodes of Gauss and Legendre."""
    x, w = torch.tensor(np.array(np.polynomial.legendre.leggauss(50)))
    return float((w / 2) @ torch.nn.functional.softplus((x + 1) / 2))


def test_no_point_of_a_fine_grid_is_better() -> None:
    torch.manual_seed(0)
    discriminator = nn.Sequential(nn.Linear(1, 16), nn.ReLU(), nn.Linear(16, 1))
    p, q = Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)]), Gaussian(0.3, 0.4)
    gap = duality_gap(p, q, discriminator, generators=(-3.0, 3.0))
    for i in range(13):
        narrow = Uniform(-3.0 + i * 0.45, -2.9 + i * 0.45)
        assert value(p, narrow, discriminator).value >= gap.best_generator - 1e-6


def test_a_family_is_at_most_as_good_as_all_generators() -> None:
    p, q = Gaussian(), Gaussian(1.0, 0.8)
    logit = optimal_logit(p, q)
    within = duality_gap(p, q, logit, generators=Family(gaussians, [(-3.0, 3.0), (0.2, 2.0)]))
    freely = duality_gap(p, q, logit, generators=(-12.0, 12.0))
    assert 0 < within.value <= freely.value
    # The logit is a parabola that opens upwards or downwards: a grid over the family finds nothing better.
    for mean in (-3.0, -1.0, 0.0, 1.0, 3.0):
        for std in (0.2, 0.7, 2.0):
            assert value(p, Gaussian(mean, std), logit).value >= within.best_generator - 1e-9


@settings(max_examples=5)
@given(mean=st.floats(-1, 1), std=st.floats(0.5, 1.5))
def test_in_a_family_it_is_0_at_the_equilibrium_too(mean: float, std: float) -> None:
    p = Gaussian(mean, std)
    gap = duality_gap(p, p, half, generators=Family(gaussians, [(-2.0, 2.0), (0.3, 2.0)]))
    assert abs(gap.value) <= gap.error + 1e-8


def test_a_collapsed_generator_has_a_gap() -> None:
    """A generator that gives 0.5 whatever z is: an atom, of which D* tells at once."""
    flat = nn.Linear(1, 1)
    nn.init.zeros_(flat.weight)
    nn.init.constant_(flat.bias, 0.5)
    gap = duality_gap(Gaussian(), pushforward(flat, Gaussian()), half, generators=(-3.0, 3.0))
    assert gap.value == pytest.approx(math.log(4.0), abs=1e-9)


def test_a_certain_discriminator_gives_all_away() -> None:
    gap = duality_gap(
        Uniform(0, 1), Uniform(0, 1), lambda x: torch.where(x[:, 0] > 1.5, torch.inf, 0.0), generators=(0, 2)
    )
    assert gap.value == math.inf
    assert gap.best_at[0] > 1.5


def test_by_default_the_points_are_those_the_densities_span() -> None:
    p, q = Uniform(0.0, 1.0), Uniform(2.0, 3.0)
    assert duality_gap(p, q, lambda x: x[:, 0]).best_at == (3.0,)


def test_what_it_is_not_made_for() -> None:
    plane = GaussianNd((0.0, 0.0))
    with pytest.raises(ValueError, match="on the line, not in 2 dimensions"):
        duality_gap(plane, plane, half)
    for interval in ((1.0, 1.0), (0.0, math.inf), (2.0, 1.0)):
        with pytest.raises(ValueError, match="has to be a bounded interval"):
            duality_gap(Gaussian(), Gaussian(), lambda x: x[:, 0], generators=interval)
