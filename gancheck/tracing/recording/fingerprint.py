"""A tensor's fingerprint: enough to know it again, and to know its law, when the tensor itself is gone."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from gancheck.tracing.reading.provenance import hash_rows
from gancheck.tracing.recording.events import Seen

# Values kept of one tensor: a minibatch of 128 noise vectors of length 128.
_KEPT = 16_384


def see(tensor: Tensor, *, sample: bool = True) -> Seen:
    """Return the fingerprint of `tensor`, `(n, ...)`; a tensor without dimensions counts as one row."""
    value = tensor.detach()
    if value.dim() == 0:
        value = value.reshape(1)
    # Rows of an image and of the same image laid flat are the same rows.
    rows = hash_rows(value.reshape(len(value), -1) if value.dim() > 1 else value)
    if value.numel() == 0:
        return Seen(tuple(value.shape), _dtype(value), rows, math.nan, math.nan, True)
    real = value if value.is_floating_point() else value.to(torch.float32)
    low, high = (float(x) for x in real.aminmax())
    finite = math.isfinite(low) and math.isfinite(high)
    return Seen(tuple(value.shape), _dtype(value), rows, low, high, finite, _sample(value) if sample else None)


def flat(tensor: Tensor) -> np.ndarray:
    """The values of a tensor in a row, as float64."""
    return tensor.detach().to("cpu", torch.float64).reshape(-1).numpy()


def _sample(value: Tensor) -> np.ndarray:
    rows = max(1, min(len(value), _KEPT * len(value) // max(1, value.numel())))
    kept: np.ndarray = value[:rows].to("cpu", torch.float32, copy=True).numpy()
    return kept


def _dtype(tensor: Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")
