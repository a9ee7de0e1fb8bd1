"""The JSD by quadrature, over cells, and from below."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from gancheck.evidence import binned_jsd
from gancheck.stability.measuring.distance import cell_jsd, exact_jsd, jsd_bound
from gancheck.theory import Density, Gaussian, GaussianNd, jsd, pushforward, ring
from gancheck.training import mlp

Judge = Callable[[int, int, float], None]
P = Gaussian(0.0, 1.0)


def _shift(by: float) -> nn.Sequential:
    net = mlp((1, 1)).double()
    with torch.no_grad():
        net[0].weight.fill_(1.0)
        net[0].bias.fill_(by)
    return net


def test_exact_is_the_jsd_of_the_densities() -> None:
    found = exact_jsd(P, pushforward(_shift(0.5), P))
    assert found is not None
    assert found.kind == "exact"
    assert found.estimate == pytest.approx(jsd(P, Gaussian(0.5, 1.0)).value, abs=1e-9)
    assert found.low <= found.estimate <= found.high


def test_a_smooth_generator_is_interpolated() -> None:
    found = exact_jsd(P, pushforward(nn.Sequential(_shift(0.5), nn.Tanh()), P))
    assert found is not None
    assert found.kind == "interpolated"
    assert found.low < found.estimate < found.high


def test_over_cells_it_is_the_binned_one() -> None:
    x = ring().sample(2000, generator=torch.Generator().manual_seed(0))
    found, expected = cell_jsd(ring(), x), binned_jsd(ring().rosenblatt(x), bins=256)
    assert found is not None
    assert (found.estimate, found.low, found.high) == (expected.estimate, expected.low, expected.high)
    assert found.kind == "256 bins"


@pytest.mark.parametrize(("rows", "kind"), [(1280, "256 bins"), (1279, "64 bins"), (319, "16 bins"), (79, None)])
def test_there_are_five_rows_a_cell(rows: int, kind: str | None) -> None:
    found = cell_jsd(P, P.sample(rows, generator=torch.Generator().manual_seed(0)))
    assert (found.kind if found else None) == kind


def test_no_cells_no_estimate() -> None:
    class Unknown(Density):
        def log_prob(self, x: Tensor) -> Tensor:
            raise NotImplementedError

        def sample(self, n: int, **_: object) -> Tensor:
            raise NotImplementedError

    assert cell_jsd(Unknown(), torch.zeros(500, 1)) is None
    wide = GaussianNd((0.0,) * 7, 1.0)
    assert cell_jsd(wide, torch.zeros(500, 7, dtype=torch.float64)) is None


def test_the_bound_holds_over_all_looks(misses_at_most: Judge) -> None:
    """Two looks at N(0, 1) against N(.3, 1), nominal 2.5 %; 100 trials at a false alarm of 1e-6 notice 17 %."""
    truth = jsd(P, Gaussian(0.3, 1.0)).value
    misses = 0
    for seed in range(100):
        draws = torch.Generator().manual_seed(seed)
        x = torch.randn(400, generator=draws, dtype=torch.float64)
        y = torch.randn(400, generator=draws, dtype=torch.float64) + 0.3
        found = jsd_bound([(x, y), (x**3, y**3)], seed)
        assert found is not None
        assert found.high == math.log(2)
        misses += found.low > truth
    misses_at_most(misses, 100, 0.025)


def test_disjoint_scores_are_far_apart() -> None:
    found = jsd_bound([(torch.zeros(1000).double(), torch.ones(1000).double())], 0)
    assert found is not None
    assert found.kind == "bound"
    assert found.low > 0.6


def test_the_estimate_is_the_largest_there_is() -> None:
    equal = torch.zeros(200).double()
    found = jsd_bound([(equal, equal)], 0, over_cells=0.25)
    assert found is not None
    assert (found.low, found.estimate) == (0.0, 0.25)


def test_without_a_look_there_is_no_bound() -> None:
    few = torch.zeros(99).double()
    assert jsd_bound([(few, few)], 0) is None
    broken = torch.full((200,), math.nan).double()
    assert jsd_bound([(broken, broken)], 0) is None
    fine = torch.arange(200.0).double()
    assert jsd_bound([(broken, broken), (fine, fine)], 0) is not None
