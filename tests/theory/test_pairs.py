import math

import numpy as np
import pytest
import torch
from scipy import special
from torch import Tensor

from gancheck.theory import (
    Beta,
    Gaussian,
    GaussianNd,
    IntegrationError,
    Laplace,
    Mixture,
    Product,
    StudentT,
    Uniform,
    jsd,
)
from gancheck.theory import cells as mesh
from gancheck.theory.kronrod import rule
from gancheck.theory.pairs import check_dims, covering, crossings, integrate_pair, log_density


class Deaf(Gaussian):
    """A Gaussian that does not tell where it is."""

    @property
    def landmarks(self) -> tuple[float, ...]:
        return (0.0, 1.0)


class Heavy(Gaussian):
    """A density with mass 1.01."""

    def log_prob(self, x: Tensor) -> Tensor:
        return super().log_prob(x) + math.log(1.01)


class Broken(Gaussian):
    """A density that is not a number somewhere."""

    def log_prob(self, x: Tensor) -> Tensor:
        return torch.where(x[..., 0] > 2.0, math.nan, super().log_prob(x))


def test_a_bump_that_no_landmark_tells_raises() -> None:
    hidden = Deaf(1000.0, 1e-4)
    with pytest.raises(IntegrationError):
        jsd(hidden, Gaussian())


def test_a_density_of_another_mass_raises() -> None:
    with pytest.raises(IntegrationError):
        jsd(Heavy(), Gaussian(1.0))


def test_a_log_density_that_is_no_number_raises() -> None:
    with pytest.raises(IntegrationError, match=r"log density of N\(0, 1\) is not a number"):
        jsd(Broken(), Gaussian(1.0))


def test_dimensions_are_checked() -> None:
    with pytest.raises(ValueError, match=r"has dimension 1 and .* has 2"):
        check_dims(Gaussian(), GaussianNd((0.0, 0.0)))
    with pytest.raises(ValueError, match="1 and 2 dimensions, not 3"):
        check_dims(GaussianNd((0.0,) * 3), GaussianNd((1.0,) * 3))
    assert check_dims(Gaussian(), Uniform()) == 1


@pytest.mark.parametrize("density", [Beta(0.1, 0.1), Beta(0.5, 0.2, -3, 4), Beta(0.3, 3, 1e3, 1e3 + 1)])
def test_mass_beside_a_singular_edge(density: Beta) -> None:
    # Half of Beta(0.1, 0.1) is within 1e-4 of its edges, and 1e-2 within 1e-16, where x has no digits left.
    integral, _ = integrate_pair(density, density, lambda log_p, log_q, d: np.exp(log_p), mass_weight=1.0)
    assert integral.value == pytest.approx(1.0, abs=1e-13)


def test_mass_beside_an_edge_where_a_mixture_is_singular() -> None:
    p = Mixture([Uniform(-4, -3.6), Beta(0.5, 0.25, -4, -3.6), Gaussian(-4, 0.1)])
    integral, _ = integrate_pair(p, p, lambda log_p, log_q, d: np.exp(log_p), mass_weight=1.0)
    assert integral.value == pytest.approx(1.0, abs=1e-11)


def test_log_densities_are_continued_to_the_edge() -> None:
    beta = Beta(0.5, 0.25)
    at = mesh.points(mesh.towards_edge(1.0, 0.1, -1.0), rule(1).nodes)
    assert at.near_edge is not None
    found = log_density(beta, at)[at.near_edge.rows]
    distance = at.near_edge.wanted
    exact = -0.75 * distance - 0.5 * np.log1p(-np.exp(distance)) - special.betaln(0.5, 0.25)
    np.testing.assert_allclose(found, exact, atol=1e-9)


def test_crossings_of_two_gaussians() -> None:
    p, q = Gaussian(0.0, 1.0), Gaussian(1.5, 0.5)
    # -x^2/2 = -2 (x - 1.5)^2 + log 2
    exact = np.sort(np.roots([1.5, -6.0, 4.5 - math.log(2)]))
    np.testing.assert_allclose(crossings(p, q), exact, atol=1e-11)


def test_jumps_are_no_crossings() -> None:
    assert crossings(Uniform(0, 1), Uniform(0.5, 2)) == ()
    assert len(crossings(Uniform(0, 1), Laplace(0, 0.4))) == 1


def test_crossings_of_equal_densities() -> None:
    assert crossings(Gaussian(), Gaussian()) == ()


def test_cells_cover_both_supports() -> None:
    cells = covering(Uniform(-3, -2), Beta(2, 2, 5, 6))
    assert cells.low.min() == -3
    assert cells.high.max() == 6
    plane = covering(Product([Uniform(), StudentT(3)]), GaussianNd((0.0, 0.0)))
    assert plane.low.shape[1] == 2


def test_narrow_components_under_a_wide_one_are_seen_in_the_plane() -> None:
    # The narrow one is no separate mode of the mixture's density along the way, but it is a component.
    p = Mixture([GaussianNd((0.0, 0.0), 5.0), GaussianNd((1.0, 0.0), 0.01)])
    integral, _ = integrate_pair(p, p, lambda log_p, log_q, d: np.exp(log_p), mass_weight=1.0)
    assert integral.value == pytest.approx(1.0, abs=1e-9)
