"""A 64-bit hash of every row of a batch."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

COLUMNS = 1024
_FACTORS = np.random.default_rng(0x5EED).integers(0, 2**63, COLUMNS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_MIX = np.uint64(0x9E3779B97F4A7C15)


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
    rows = rows.reshape(len(rows) if rows.dim() else 1, -1) if rows.numel() else rows.reshape(len(rows), 0)
    width = rows.shape[1]
    if width > COLUMNS:
        rows = rows[:, :: -(-width // COLUMNS) | 1]
    if rows.is_floating_point():
        floats = rows.to("cpu", torch.float32).numpy() + np.float32(0)  # -0.0 + 0.0 is 0.0
        words = floats.view(np.uint32).astype(np.uint64)
    else:
        words = np.ascontiguousarray(rows.to("cpu", torch.int64).numpy()).view(np.uint64)
    mixed = np.einsum("ij,j->i", words, _FACTORS[: words.shape[1]]) + np.uint64(width)
    mixed = (mixed ^ (mixed >> np.uint64(32))) * _MIX
    mixed ^= mixed >> np.uint64(29)
    hashes: NDArray[np.int64] = ((mixed & np.uint64(2**64 - 2)) | np.uint64(width == 1)).view(np.int64)
    return hashes
