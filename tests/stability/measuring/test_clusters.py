"""Clusters: as many as there are, where there are any."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from gancheck.stability.measuring.clusters import MOST, centers_of
from gancheck.theory import grid, ring


@given(st.integers(2, 8), st.integers(0, 1000))
def test_separate_clusters_are_counted(modes: int, seed: int) -> None:
    """Well apart: each of the centers lies within three standard errors of a mode's, by a margin of many."""
    p_data = ring(modes=modes, std=0.02)
    rows = p_data.sample(1000, generator=torch.Generator().manual_seed(seed))
    centers = centers_of(rows, None, seed)
    expected = torch.tensor([mode.center for mode in p_data.modes], dtype=torch.float64)
    assert len(centers) == modes
    assert float(torch.cdist(expected, centers).min(1).values.max()) < 0.05


def test_rows_without_clusters_fall_into_sixteen() -> None:
    rows = torch.rand(1000, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    assert len(centers_of(rows, None, 0)) == MOST


def test_a_number_is_kept() -> None:
    rows = grid(side=2).sample(500, generator=torch.Generator().manual_seed(0))
    assert len(centers_of(rows, 3, 0)) == 3
    assert torch.equal(centers_of(rows, 3, 0), centers_of(rows, 3, 0))


@pytest.mark.parametrize("clusters", [None, 4])
def test_rows_that_are_all_equal(clusters: int | None) -> None:
    centers = centers_of(torch.ones(300, 2, dtype=torch.float64), clusters, 0)
    assert torch.equal(centers, torch.ones(1, 2, dtype=torch.float64))
