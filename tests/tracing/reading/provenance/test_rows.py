from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from gancheck.tracing.reading.provenance import hash_rows

SEEDS = st.integers(0, 2**31)
SHAPES = st.sampled_from([(), (1,), (2,), (3, 4, 4), (784,), (3, 40, 40)])


def batch(n: int, shape: tuple[int, ...], seed: int) -> torch.Tensor:
    return torch.randn(n, *shape, generator=torch.Generator().manual_seed(seed))


@given(seed=SEEDS, shape=SHAPES, n=st.integers(1, 40))
def test_a_row_hashes_alike_wherever_it_stands(seed: int, shape: tuple[int, ...], n: int) -> None:
    rows = batch(n, shape, seed)
    hashes = hash_rows(rows)
    assert hashes.shape == (n,)
    assert hashes.dtype == np.int64
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    assert (hash_rows(rows[order]) == hashes[order.numpy()]).all()
    assert (hash_rows(torch.cat((rows + 1, rows)))[n:] == hashes).all()
    assert hash_rows(rows[n // 2 : n // 2 + 1])[0] == hashes[n // 2]
    assert (hash_rows(rows.reshape(n, -1)) == hashes).all()
    assert (hash_rows(rows.clone().requires_grad_()) == hashes).all()


@given(seed=SEEDS, n=st.integers(1, 40))
def test_layout_in_memory_does_not_matter(seed: int, n: int) -> None:
    rows = batch(n, (4, 6), seed)
    assert (hash_rows(rows.transpose(1, 2).contiguous().transpose(1, 2)) == hash_rows(rows)).all()
    assert (hash_rows(rows.double()) == hash_rows(rows)).all()


@given(seed=SEEDS, shape=SHAPES)
def test_the_least_change_of_one_entry_that_is_read_changes_the_hash(seed: int, shape: tuple[int, ...]) -> None:
    rows = batch(8, shape, seed)
    changed = rows.clone().reshape(8, -1)
    changed[:, 0] = torch.nextafter(changed[:, 0], torch.tensor(torch.inf))
    # Each pair collides with probability at most 2^-33.
    assert (hash_rows(changed) != hash_rows(rows)).all()


def test_no_collisions_among_sparse_and_discrete_rows() -> None:
    """Rows of few bits are where a linear hash is weakest; 2^17 of them have 2^33 pairs."""
    codes = torch.arange(2**17)
    bits = ((codes[:, None] >> torch.arange(17)) & 1).float()
    # At most 2^33 pairs at 2^-40 each: one collision in a hundred such sets of factors.
    assert len(np.unique(hash_rows(bits))) == 2**17
    assert len(np.unique(hash_rows(bits * 2 - 1))) == 2**17
    assert len(np.unique(hash_rows(bits.long()))) == 2**17
    assert len(np.unique(hash_rows(codes))) == 2**17


def test_zeros_and_dtypes() -> None:
    zeros = torch.tensor([[0.0, 1.0], [-0.0, 1.0]])
    assert len(set(hash_rows(zeros).tolist())) == 1
    assert (hash_rows(torch.tensor([1, 2], dtype=torch.uint8)) == hash_rows(torch.tensor([1, 2]))).all()
    assert (hash_rows(torch.tensor([1, 2])) != hash_rows(torch.tensor([1.0, 2.0]))).all()
    assert (hash_rows(torch.tensor([[1.5, 2]]).half()) == hash_rows(torch.tensor([[1.5, 2.0]]))).all()
    assert (hash_rows(torch.tensor([2**40, 2**40 + 1]))[0]) != hash_rows(torch.tensor([2**40 + 1]))[0]
    assert hash_rows(torch.tensor([[1 + 2j]])).shape == (1,)
    assert hash_rows(torch.tensor([[torch.nan, 1.0]])).shape == (1,)


@pytest.mark.parametrize("shape", [(0, 3), (0,), (3, 0), ()])
def test_empty_and_scalar_batches(shape: tuple[int, ...]) -> None:
    assert hash_rows(torch.zeros(shape)).shape == (shape[0] if shape else 1,)


def test_the_lowest_bit_tells_single_numbers() -> None:
    assert (hash_rows(torch.randn(9)) & 1 == 1).all()
    assert (hash_rows(torch.randn(9, 1, 1)) & 1 == 1).all()
    assert (hash_rows(torch.randn(9, 2)) & 1 == 0).all()


def test_the_input_is_left_alone() -> None:
    rows = torch.tensor([[-0.0, 1.0]])
    hash_rows(rows)
    assert torch.signbit(rows)[0, 0]
