import math

import numpy as np
import pytest
import torch

from gancheck.stability.runs.clusters import Clusters, jsd_bounds
from gancheck.stability.runs.modes import mode_counts
from gancheck.theory import Gaussian, Mixture, jsd, ring

RING = ring(8, 2.0, 0.2)


def draws(density, n: int, seed: int) -> torch.Tensor:
    return density.sample(n, generator=torch.Generator().manual_seed(seed))


def test_separate_modes_become_clusters() -> None:
    rows = draws(RING, 4000, 0)
    clusters = Clusters(rows, 40, 0)
    assert math.fsum(clusters.weights) == pytest.approx(1)
    # No cluster has rows of two modes.
    angles = torch.atan2(rows[:, 1], rows[:, 0]).mul(8 / (2 * math.pi)).round().remainder(8)
    owners = {(int(c), int(a)) for c, a in zip(clusters.of(rows), angles, strict=True)}
    assert len(owners) == len(clusters.weights)


def test_a_row_belongs_to_the_nearest_centre_in_units_of_the_columns() -> None:
    rows = draws(RING, 1000, 0) * torch.tensor([1.0, 100.0])
    plain, scaled = Clusters(draws(RING, 1000, 0), 8, 3), Clusters(rows, 8, 3)
    assert (
        plain.of(draws(RING, 500, 1)).tolist() == scaled.of(draws(RING, 500, 1) * torch.tensor([1.0, 100.0])).tolist()
    )


def test_the_bound_is_a_lower_bound() -> None:
    """100 samples of p_data itself and of a shifted Gaussian: `low` above the JSD at a rate of 5 % at most."""
    p = Mixture([Gaussian(0, 1)])
    clusters = Clusters(draws(p, 4000, 0), 64, 0)
    for q in (Gaussian(0, 1), Gaussian(0.5, 1)):
        exact = jsd(p, q).value
        x = torch.stack([draws(q, 2000, seed) for seed in range(100)])
        found = jsd_bounds(mode_counts(clusters, x).astype(np.float64), clusters)
        assert sum(each.low > exact for each in found) <= 5
        assert all(each.low <= each.estimate <= each.high == math.log(2) for each in found)
        assert np.mean([each.estimate for each in found]) == pytest.approx(exact, abs=0.004)
        assert {each.kind for each in found} == {"bound"}


def test_a_lost_mode_shows() -> None:
    clusters = Clusters(draws(RING, 4000, 0), 64, 0)
    half = draws(RING, 4000, 1)
    half = half[half[:, 0] > 0][:1500]
    (found,) = jsd_bounds(mode_counts(clusters, half[None]).astype(np.float64), clusters)
    assert found.low > 0.08
    assert found.estimate == pytest.approx(0.2158, abs=0.04)  # the JSD of one of two halves, less what 64 cells hide
