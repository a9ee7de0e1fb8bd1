"""Near-duplicates: the pairs a distance calls the same, chains counted once."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from gancheck.stability.games import duplicates as module
from gancheck.stability.games import near_duplicates, support_size


@given(values=st.lists(st.integers(0, 30), min_size=1, max_size=60))
def test_exact_duplicates(values: list[int]) -> None:
    found = near_duplicates(torch.tensor(values, dtype=torch.float64)[:, None])
    assert (found.samples, found.distinct) == (len(values), len(set(values)))
    same = {(i, j) for i in range(len(values)) for j in range(i + 1, len(values)) if values[i] == values[j]}
    assert {tuple(pair) for pair in found.pairs.tolist()} == same


def test_pairs_come_nearest_first_and_chains_count_once() -> None:
    rows = torch.tensor([[0.0, 0.0], [0.3, 0.0], [5.0, 0.0], [0.5, 0.0], [5.0, 0.1]])
    found = near_duplicates(rows, 0.35)
    assert found.pairs.tolist() == [[2, 4], [1, 3], [0, 1]]
    assert found.distinct == 2


def test_a_distance_of_ones_own() -> None:
    """Images of any shape, and a distance that does not see brightness."""

    def without_brightness(a: Tensor, b: Tensor) -> Tensor:
        a, b = (x.flatten(1) - x.flatten(1).mean(1, keepdim=True) for x in (a, b))
        return torch.cdist(a, b)

    images = torch.arange(4.0).reshape(1, 1, 2, 2).repeat(3, 1, 1, 1)
    images[1] += 10.0
    images[2, 0, 0, 0] = 9.0
    assert near_duplicates(images, 1e-3).distinct == 3
    assert near_duplicates(images, 1e-3, without_brightness).pairs.tolist() == [[0, 1]]


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = torch.randn(50, 2, generator=torch.Generator().manual_seed(0))
    whole = near_duplicates(rows, 0.3)
    monkeypatch.setattr(module, "_BLOCK", 7)
    parts = near_duplicates(rows, 0.3)
    assert parts.distinct == whole.distinct
    assert parts.pairs.tolist() == whole.pairs.tolist()


def test_small_distances_are_not_lost_to_a_large_mean() -> None:
    rows = torch.tensor([[1e6], [1e6 + 1e-3]], dtype=torch.float64)
    assert near_duplicates(rows, 1e-4).distinct == 2


def test_a_generator_with_100_points() -> None:
    """Of 40 samples some are the same but for noise: the interval holds the 100, but for the 5 % that it misses."""
    rng = torch.Generator().manual_seed(1)
    points = torch.rand(100, 8, generator=rng)
    samples = points[torch.randint(100, (40,), generator=rng)] + 1e-4 * torch.randn(40, 8, generator=rng)
    found = near_duplicates(samples, 0.01)
    size = support_size(found.samples, found.distinct, alpha=1e-6)
    assert size.low <= 100 <= size.high


@pytest.mark.parametrize(
    ("rows", "threshold", "distance", "message"),
    [
        (torch.zeros(0, 2), 0.0, None, "at least one row of samples"),
        (torch.tensor(1.0), 0.0, None, "at least one row of samples"),
        (torch.zeros(2, 2), -1.0, None, "threshold has to be at least 0, not -1.0"),
        (torch.zeros(2, 2), 0.0, lambda a, b: torch.zeros(2), r"numbers of shape \(2, 2\)"),
        (torch.zeros(2, 2), 0.0, lambda a, b: torch.full((2, 2), torch.nan), r"numbers of shape \(2, 2\)"),
    ],
)
def test_what_is_wrong_is_told(rows: Tensor, threshold: float, distance: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        near_duplicates(rows, threshold, distance)  # type: ignore[arg-type]
