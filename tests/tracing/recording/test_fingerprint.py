"""Knowing a tensor again."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from gancheck.tracing.recording.fingerprint import flat, see


def test_equal_contents_have_equal_keys() -> None:
    x = torch.randn(6, 4)
    assert see(x).key == see(x.clone()).key == see(x.t().contiguous().t()).key
    assert see(x).key != see(x + 1).key
    assert see(x).key != see(x.flip(0)).key
    assert see(x).key != see(x.view(6, 2, 2)).key
    np.testing.assert_array_equal(see(x).rows, see(x.view(6, 2, 2)).rows)
    np.testing.assert_array_equal(see(x).rows[::-1], see(x.flip(0)).rows)
    assert len(set(see(x).rows.tolist())) == 6


def test_values() -> None:
    x = torch.tensor([[1.0, -2.0], [0.5, 4.0]])
    seen = see(x)
    assert (seen.shape, seen.dtype, seen.low, seen.high, seen.finite) == ((2, 2), "float32", -2.0, 4.0, True)
    assert seen.sample is not None
    assert seen.sample.tolist() == x.tolist()
    x += 1
    assert seen.sample[0, 0] == 1


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_not_finite(value: float) -> None:
    assert not see(torch.tensor([1.0, value])).finite


def test_odd_shapes_and_kinds() -> None:
    assert see(torch.tensor(3.0)).shape == (1,)
    empty = see(torch.zeros(0))
    assert (len(empty.rows), math.isnan(empty.low), empty.finite) == (0, True, True)
    labels = see(torch.arange(5))
    assert (labels.dtype, labels.low, labels.high) == ("int64", 0.0, 4.0)
    assert see(torch.tensor([True, False])).high == 1
    assert see(torch.ones(2, 2, dtype=torch.float16)).dtype == "float16"


def test_of_many_values_the_first_rows_are_kept() -> None:
    x = torch.randn(64, 1024)
    sample = see(x).sample
    assert sample is not None
    assert sample.shape == (16, 1024)
    np.testing.assert_array_equal(sample, x[:16].numpy())
    one = see(torch.randn(2, 40_000)).sample
    assert one is not None
    assert len(one) == 1


def test_flat() -> None:
    x = torch.randn(2, 3, requires_grad=True)
    assert flat(x).dtype == np.float64
    assert flat(x).tolist() == x.detach().double().flatten().tolist()
