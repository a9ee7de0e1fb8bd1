"""A 64-bit hash of every row of a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

COLUMNS = 1024
_FACTORS = np.random.default_rng(0x5EED).integers(0, 2**63, COLUMNS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF, _LESS, _EVEN, _ODD = np.uint64(32), np.uint64(29), np.uint64(2**64 - 2), np.uint64(1)


def hash_rows(tensor: Tensor) -> NDArray[np.int64]:
    """Return one hash a row of `tensor` `(n, ...)`, shape `(n,)`; it depends on that row's content alone.

    Rows with equal values hash alike, in whatever batch, place, shape (784 or 1 x 28 x 28) or device they come:
    floats are compared as float32 with -0.0 equal to 0.0, integers as int64; an integer never equals a float. Of rows
    wider than 1024 elements a fixed choice of at most 1024 of them is read, evenly spaced at an odd distance.

    The hash is multilinear modulo 2^64 (Carter and Wegman 1979) with fixed odd factors: two unequal rows collide with
    probability at most 2^-33, for typical floats below 2^-40. Its lowest bit says whether rows are single numbers,
    which coincide by chance all by themselves.
    """
    rows = tensor.detach()
    if rows.is_complex():
        rows = torch.view_as_real(rows)
    if rows.is_floating_point():
        return hash_floats(rows_of(rows))
    whole = _flat(rows)
    width = whole.shape[1]
    words = whole[:, :: _stride(width) if width > COLUMNS else 1].to("cpu", torch.int64, copy=True)
    return _hash(words.contiguous().numpy().view(np.uint64), width)


def rows_of(tensor: Tensor) -> NDArray[np.float32]:
    """The rows of a tensor as float32, `(n, w)`: its own memory wherever that is possible."""
    # Of memory that is shared by `Tensor.numpy` torch says afterwards that it cannot be resized.
    rows: Any = np.from_dlpack(_flat(tensor.detach()).to("cpu", torch.float32))
    floats: NDArray[np.float32] = rows
    return floats


def hash_floats(rows: NDArray[np.float32]) -> NDArray[np.int64]:
    """What `hash_rows` returns for rows `(n, w)` of float32, or for some of their columns."""
    width = rows.shape[1]
    if width > COLUMNS:
        rows = rows[:, :: _stride(width)]
    return _hash((rows + np.float32(0)).view(np.uint32), width)  # -0.0 + 0.0 is 0.0


def _flat(rows: Tensor) -> Tensor:
    n = len(rows) if rows.dim() else 1
    return rows.reshape(n, rows.numel() // n if n else 0)


def _stride(width: int) -> int:
    return -(-width // COLUMNS) | 1


def _hash(words: NDArray[np.uint32] | NDArray[np.uint64], width: int) -> NDArray[np.int64]:
    mixed = np.einsum("ij,j->i", words.astype(np.uint64), _FACTORS[: words.shape[1]])
    mixed += np.uint64(width)
    mixed ^= mixed >> _HALF
    mixed *= _MIX
    mixed ^= mixed >> _LESS
    mixed &= _EVEN
    if width == 1:
        mixed |= _ODD
    hashes: NDArray[np.int64] = mixed.view(np.int64)
    return hashes
