import math

import pytest
import torch
from scipy import stats

from gancheck.theory.densities import grid, ring
from tests.theory.densities.families import FALSE_ALARM


@pytest.mark.parametrize("modes", [2, 3, 8, 25])
def test_a_ring_has_distinct_equally_spaced_modes(modes: int) -> None:
    density = ring(modes, 2.0, 0.02)
    centers = torch.tensor([mode.center for mode in density.modes], dtype=torch.float64)
    assert len(centers) == modes
    assert [mode.weight for mode in density.modes] == pytest.approx([1 / modes] * modes)
    assert {mode.scale for mode in density.modes} == {0.02}
    torch.testing.assert_close(centers.norm(dim=1), torch.full((modes,), 2.0, dtype=torch.float64))
    # Neighbours all around, from the last to the first as well, are one chord apart: no end is doubled.
    gaps = (centers - centers.roll(1, 0)).norm(dim=1)
    chord = torch.full((modes,), 4 * math.sin(math.pi / modes), dtype=torch.float64)
    torch.testing.assert_close(gaps, chord)


def test_a_ring_draws_all_of_its_modes_alike() -> None:
    density = ring()
    draws = density.sample(8_000, generator=torch.Generator().manual_seed(0))
    centers = torch.tensor([mode.center for mode in density.modes], dtype=torch.float64)
    distances, nearest = torch.cdist(draws, centers).min(1)
    assert stats.chisquare(torch.bincount(nearest, minlength=8).numpy()).pvalue > FALSE_ALARM / 2
    # Distances to the center of a Gaussian in the plane are Rayleigh; std is its standard deviation.
    assert stats.kstest(distances.numpy(), stats.rayleigh(scale=0.02).cdf).pvalue > FALSE_ALARM / 2


def test_a_grid_is_square_and_centered() -> None:
    density = grid(3, 1.5, 0.1)
    centers = {mode.center for mode in density.modes}
    assert centers == {(x, y) for x in (-1.5, 0.0, 1.5) for y in (-1.5, 0.0, 1.5)}
    assert density.center == pytest.approx((0, 0))
    assert len(grid().modes) == 25
    assert len(grid(1).modes) == 1


def test_repr() -> None:
    assert repr(ring()) == "ring(modes=8, radius=2, std=0.02)"
    assert repr(grid()) == "grid(side=5, spacing=2, std=0.05)"


def test_wrong_parameters_are_named() -> None:
    with pytest.raises(ValueError, match="ring: modes must be at least 1, not 0"):
        ring(0)
    with pytest.raises(TypeError, match=r"ring: modes must be an integer, not 8\.0"):
        ring(8.0)
    with pytest.raises(ValueError, match="ring: radius must be positive, not 0"):
        ring(8, 0)
    with pytest.raises(ValueError, match="grid: side must be at least 1, not -1"):
        grid(-1)
    with pytest.raises(ValueError, match="std must be positive"):
        grid(2, 1, 0)
