import math
import pickle

import numpy as np
import pytest
import torch
from hypothesis import given
from scipy import integrate, stats

from gancheck import strategies
from gancheck.theory.densities import (
    Density,
    Gaussian,
    GaussianNd,
    Laplace,
    Mixture,
    Product,
    Uniform,
    grid,
    ring,
)
from tests.theory.densities.families import FALSE_ALARM

BIMODAL = Mixture([Gaussian(-3, 0.5), Gaussian(3, 1)], [0.25, 0.75])
THREE = Product([BIMODAL, Uniform(0, 2), Laplace(1, 0.5)])


def test_log_density_is_the_sum() -> None:
    x = THREE.sample(10, generator=torch.Generator().manual_seed(0))
    parts = [factor.log_prob(x[:, i : i + 1]) for i, factor in enumerate(THREE.factors)]
    torch.testing.assert_close(THREE.log_prob(x), sum(parts))


def test_mass_in_the_plane_is_1() -> None:
    density = Product([Laplace(0, 0.5), Uniform(-1, 2)])

    def height(y: float, x: float) -> float:
        return math.exp(density.log_prob(torch.tensor([x, y], dtype=torch.float64)))

    mass = sum(integrate.dblquad(height, *ends, -1, 2, epsabs=1e-9)[0] for ends in ((-20, 0), (0, 20)))
    assert mass == pytest.approx(1, abs=1e-7)


@pytest.mark.parametrize("density", [THREE, Product([Uniform(0, 1), Uniform(-3, 2)])], ids=repr)
def test_draws(density: Product) -> None:
    u = density.rosenblatt(density.sample(20_000, generator=torch.Generator().manual_seed(0))).numpy()
    looks = [*u.T, *((u[:, i] + u[:, j]) % 1 for i in range(density.dim) for j in range(i))]
    for look in looks:
        assert stats.kstest(look, "uniform").pvalue > FALSE_ALARM / len(looks)


def test_factors_of_more_dimensions() -> None:
    density = Product([Gaussian(), ring(), Uniform()])
    assert density.dim == 4
    x = density.sample(7, generator=torch.Generator().manual_seed(0))
    assert x.shape == (7, 4)
    expected = Gaussian().log_prob(x[:, :1]) + ring().log_prob(x[:, 1:3])
    torch.testing.assert_close(density.log_prob(x), expected)
    assert not density.independent
    assert density.marginal(0) == Gaussian()
    assert density.marginal(2) == ring().marginal(1)
    assert density.marginal(-1) == Uniform()
    assert density.support[-1] == (0, 1)
    assert len(density.modes) == 8


def test_a_coordinate_that_is_not_there() -> None:
    with pytest.raises(IndexError, match="coordinates 0 to 2, not 3"):
        THREE.marginal(3)


def test_modes_are_the_combinations() -> None:
    found = {mode.center: (mode.weight, mode.scale) for mode in Product([BIMODAL, BIMODAL]).modes}
    assert set(found) == {(-3, -3), (-3, 3), (3, -3), (3, 3)}
    weight, scale = found[3, -3]
    assert weight == pytest.approx(0.75 * 0.25)
    assert scale == pytest.approx(math.sqrt((1 + 0.25) / 2))


def test_too_many_modes_are_not_listed() -> None:
    assert Product([grid(), grid(), grid()]).modes == ()  # 25^3
    assert len(Product([BIMODAL] * 12).modes) == 4096


def test_scale_and_center() -> None:
    density = Product([Gaussian(1, 3), Gaussian(2, 4)])
    assert density.scale == pytest.approx(math.sqrt(12.5))
    assert density.center == (1, 2)
    assert density.scale == pytest.approx(GaussianNd((1, 2), (3, 4)).scale)


def test_repr() -> None:
    assert repr(Product([Uniform()] * 100)) == "U(0, 1)^100"
    assert repr(Product([Gaussian(), Uniform(), Uniform()])) == "N(0, 1) x U(0, 1)^2"
    assert repr(Product([BIMODAL] * 2)) == "(0.25 N(-3, 0.5) + 0.75 N(3, 1))^2"


def test_equality_and_pickling() -> None:
    THREE.sample(2)
    copy = pickle.loads(pickle.dumps(THREE))
    assert copy == THREE
    assert hash(copy) == hash(THREE)
    assert Product([Gaussian(), Uniform()]) != Product([Uniform(), Gaussian()])


def test_in_space_there_is_no_distribution_function() -> None:
    x = torch.zeros(1, 3, dtype=torch.float64)
    for method in (THREE.cdf, THREE.survival):
        with pytest.raises(NotImplementedError, match="no distribution function"):
            method(x)
    with pytest.raises(NotImplementedError, match="one dimension"):
        THREE.quantile(torch.zeros(1))
    assert THREE.landmarks == ()


def test_wrong_factors_are_named() -> None:
    with pytest.raises(ValueError, match="Product: give at least one factor"):
        Product([])
    with pytest.raises(TypeError, match="every factor must be a Density, not 'N'"):
        Product([Gaussian(), "N"])


@given(strategies.densities(2))
def test_in_the_plane_the_weights_of_the_modes_sum_to_1(density: Density) -> None:
    assert np.isclose(math.fsum(mode.weight for mode in density.modes), 1, atol=1e-12)
