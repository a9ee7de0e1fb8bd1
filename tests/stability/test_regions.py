"""What belongs to a mode of a density."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from torch import Tensor

from gancheck.checks.distance import counts
from gancheck.stability.measuring.modes import DensityModes
from gancheck.stability.regions import Regions
from gancheck.stability.runs.modes import mode_counts
from gancheck.stability.runs.world import world
from gancheck.theory import Gaussian, Mixture, grid, pushforward, ring
from gancheck.training import mlp

THREE = Mixture([Gaussian(4.0, 0.1), Gaussian(-1.0, 0.5), Gaussian(0.0, 0.1)], [0.2, 0.3, 0.5])


def _column(*x: float) -> Tensor:
    return torch.tensor(x, dtype=torch.float64).unsqueeze(-1)


def test_a_row_belongs_within_three_scales_or_halfway_to_the_next() -> None:
    """Centers 4, -1 and 0: the first reaches 2, the second 3 scales = 1.5, the third half of 1.

    Between the second and the third the border is where (x + 1) / 1.5 = -x / .5: at -.25, and at .5 the third ends.
    """
    x = _column(4.0, 5.9, 6.1, 2.1, 1.9, -0.6, -2.4, -2.6, -0.26, -0.24, 0.24, 0.26, 0.6)
    assert Regions(THREE).of(x).tolist() == [0, 0, -1, 0, -1, 1, 1, -1, 1, 2, 2, 2, -1]


def test_a_narrow_mode_in_a_wide_one_leaves_it_both_sides() -> None:
    """Centers 0 and 1 reach .5 and 3: the first owns from -.2 to 1/7."""
    regions = Regions(Mixture([Gaussian(0.0, 0.1), Gaussian(1.0, 1.0)]))
    assert regions.of(_column(-0.21, -0.19, 0.142, 0.144, 3.9, -1.9, 4.1)).tolist() == [1, 0, 0, 1, 1, 1, -1]
    cdf = stats.norm.cdf
    narrow = cdf(1 / 7) - cdf(-0.2)
    assert regions.masses(Gaussian()) == pytest.approx([narrow, cdf(4) - cdf(-2) - narrow], abs=1e-12)


def test_what_is_not_finite_belongs_to_none() -> None:
    assert Regions(THREE).of(_column(math.nan, math.inf, -math.inf, 0.0)).tolist() == [-1, -1, -1, 2]
    assert Regions(ring()).of(torch.tensor([[math.nan, 0.0], [2.0, math.inf], [2.0, 0.0]])).tolist() == [-1, -1, 0]


def test_a_mode_alone_reaches_three_scales() -> None:
    assert Regions(Mixture([Gaussian(1.0, 2.0)])).of(_column(6.9, 7.1, -4.9, -5.1)).tolist() == [0, -1, 0, -1]


def test_a_blurred_ring_covers_its_modes_and_its_middle_none() -> None:
    blurred = ring(std=0.2).sample(800, generator=torch.Generator().manual_seed(0))
    regions = Regions(ring(std=0.02))
    counted = torch.bincount(regions.of(blurred) + 1, minlength=9)
    # 3.8 standard deviations of each coordinate are inside, and the neighbours far: a false alarm below 1e-3 a row.
    assert counted[0] < 20
    assert (counted[1:] > 50).all()
    assert regions.of(torch.zeros(1, 2)).tolist() == [-1]


@given(st.integers(0, 2**32 - 1))
def test_all_who_ask_get_the_same_modes(seed: int) -> None:
    """The monitor, the labels of the runs and the words of the checks."""
    p = grid(3, 2.0, 0.35)
    x = 3 * torch.randn(200, 2, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    index = Regions(p).of(x)
    assert DensityModes(p).index(x, x).equal(index)
    assert world(p).modes.of(x[None])[0].equal(index)
    shown = [int((index == i).sum()) for i in range(9)]
    assert mode_counts(world(p).modes, x[None])[0].tolist() == counts(p, x) == shown


def test_exact_masses_are_those_of_samples_and_of_the_closed_form() -> None:
    """p_g = N(0, 1) by a generator that is the identity; samples agree within 5 standard errors: 2e-6 for three."""
    regions = Regions(THREE)
    net = mlp((1, 1)).double()
    with torch.no_grad():
        net[0].weight.fill_(1.0)
        net[0].bias.zero_()
    cdf = stats.norm.cdf
    exact = regions.masses(pushforward(net, Gaussian()))
    # A wide mode goes on beyond a narrow one: (x + 1) / 1.5 = x / .5 at x = .5, where both end.
    expected = [cdf(6) - cdf(2), cdf(-0.25) - cdf(-2.5), cdf(0.5) - cdf(-0.25)]
    assert exact == pytest.approx(expected, abs=1e-12)
    x = Gaussian().sample(100_000, generator=torch.Generator().manual_seed(1))
    shares = torch.bincount(regions.of(x) + 1)[1:] / 100_000
    assert shares.tolist() == pytest.approx(expected, abs=5 * 0.5 / math.sqrt(100_000))
