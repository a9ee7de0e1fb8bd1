import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import argrelmax

from gancheck.theory.densities import Beta, Gaussian, GaussianNd, Laplace, Mixture, Uniform


def centers(density: Mixture) -> list[tuple[float, ...]]:
    return [mode.center for mode in density.modes]


def test_bumps_that_are_apart_are_modes() -> None:
    density = Mixture([Gaussian(-2, 0.5), Gaussian(0, 0.1), Gaussian(3, 1)], [0.2, 0.3, 0.5])
    assert [(m.center, m.weight, m.scale) for m in density.modes] == [
        ((-2,), 0.2, 0.5),
        ((0,), 0.3, 0.1),
        ((3,), 0.5, 1),
    ]


@given(st.integers(101, 300))
def test_two_equal_gaussians_are_one_mode_until_two_standard_deviations_apart(percent: int) -> None:
    # The known bound for equal weights and widths: |difference of the means| <= 2 std.
    apart, together = percent / 100, 100 / percent
    assert len(Mixture([Gaussian(-apart, 1), Gaussian(apart, 1)]).modes) == 2
    assert len(Mixture([Gaussian(-together, 1), Gaussian(together, 1)]).modes) == 1


@pytest.mark.parametrize(
    ("distance", "width", "weight"), [(1, 1, 0.5), (3, 1, 0.1), (3, 0.3, 0.9), (2.5, 2, 0.5), (6, 1, 0.01)]
)
def test_the_number_of_modes_is_that_of_the_maxima(distance: float, width: float, weight: float) -> None:
    density = Mixture([Gaussian(0, 1), Gaussian(distance, width)], [1 - weight, weight])
    x = torch.linspace(-10, 20, 30_001, dtype=torch.float64)[:, None]
    (maxima,) = argrelmax(density.log_prob(x).numpy())
    assert len(density.modes) == len(maxima)


def test_a_merged_mode_has_the_mass_and_the_spread_of_its_parts() -> None:
    (mode,) = Mixture([Gaussian(-0.5, 1), Gaussian(0.5, 2)], [0.25, 0.75]).modes
    assert mode.weight == pytest.approx(1)
    assert mode.center == (pytest.approx(0.25),)
    assert mode.scale == pytest.approx(math.sqrt(0.25 * (1 + 0.75**2) + 0.75 * (4 + 0.25**2)))


def test_a_scale_mixture_has_one_mode() -> None:
    assert len(Mixture([Gaussian(0, 1), Gaussian(0, 3)]).modes) == 1
    assert len(Mixture([GaussianNd((1, 1), 1), GaussianNd((1, 1), 3)]).modes) == 1


def test_plateaus_that_touch_are_one_mode_and_a_narrow_gap_parts_them() -> None:
    assert centers(Mixture([Uniform(0, 1), Uniform(1, 2)])) == [(1,)]
    assert centers(Mixture([Uniform(0, 1), Uniform(1 + 1e-6, 2)])) == [(0.5,), (pytest.approx(1.5),)]


def test_unlike_kinds() -> None:
    density = Mixture([Laplace(0, 0.1), Beta(1, 3, 2, 4)], [0.4, 0.6])
    assert centers(density) == [(0,), (2,)]


def test_one_unknown_component_makes_all_unknown() -> None:
    assert Mixture([Gaussian(), Beta(0.5, 0.5)]).modes == ()
