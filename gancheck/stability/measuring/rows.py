"""Rows of anybody's making: checked for their number and type, and flattened."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from gancheck.stability.measuring.faults import UserFault


def as_tensor(value: object, what: str) -> Tensor:
    """Return a tensor or array as a detached tensor; UserFault for anything else."""
    if isinstance(value, np.ndarray) and value.dtype != object:
        value = torch.as_tensor(value)
    if not isinstance(value, Tensor):
        raise UserFault(f"{what} returned a {type(value).__name__}; it has to return a tensor or an array")
    return value.detach()


def checked(value: object, n: int, what: str) -> Tensor:
    """Return `n` rows of anything, `(n, ...)`; UserFault where they are not."""
    rows = as_tensor(value, what)
    if rows.ndim == 0 or len(rows) != n:
        raise UserFault(f"{what} returned shape {tuple(rows.shape)}; it has to return {n} rows, shape ({n}, ...)")
    return rows


def flat(rows: Tensor) -> Tensor:
    """Return rows as float64 vectors on the CPU, `(n, ...)` to `(n, dim)`."""
    return rows.detach().to("cpu", torch.float64).reshape(len(rows), -1)
