"""A few entries of every gradient: sums and multiples of gradients are sums and multiples of their sketches."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

# Entries kept of one parameter's gradient. Small parameters are kept whole.
_ENTRIES = 512


def sketch(gradient: Tensor) -> np.ndarray:
    """Return at most about 512 evenly spaced entries of `gradient`, always the same ones, copied."""
    value = gradient.detach()
    if value.is_sparse:
        value = value.to_dense()
    flat = value.reshape(-1)
    if flat.numel() > 2 * _ENTRIES:
        # An odd stride visits every column of a matrix whose width is a power of two.
        flat = flat[:: (flat.numel() // _ENTRIES) | 1]
    kept = flat.to("cpu", torch.float64 if flat.dtype == torch.float64 else torch.float32, copy=True)
    numbers: np.ndarray = kept.numpy()
    return numbers
