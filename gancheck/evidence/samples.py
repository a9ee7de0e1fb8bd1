"""Samples at the boundary: tensors or arrays come in, float64 rows go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from torch import Tensor

Samples: TypeAlias = "Tensor | ArrayLike"
Rows: TypeAlias = NDArray[np.float64]


def as_rows(samples: Samples, name: str = "samples") -> Rows:
    """Return the samples as a float64 array of shape `(n, dim)`; shape `(n,)` is read as `dim` 1.

    Accepts a torch tensor on any device, with or without gradient, or anything numpy can read. This module
    does not import torch. Raises ValueError where there is no sample, another shape, or a NaN.
    """
    detach = getattr(samples, "detach", None)
    array = np.asarray(samples if detach is None else detach().cpu().double().numpy(), dtype=np.float64)
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2:
        raise ValueError(f"{name} have shape {array.shape}; give points as rows, shape (n, dim)")
    if array.size == 0:
        raise ValueError(f"{name} are empty (shape {array.shape}); give at least one point")
    if np.isnan(array).any():
        raise ValueError(f"{name} contain NaN in {int(np.isnan(array).any(axis=1).sum())} of {len(array)} points")
    return array


def as_pair(real: Samples, fake: Samples, generator: np.random.Generator, use: str) -> tuple[Rows, Rows]:
    """Return equally many rows of both kinds, in random order, of which the first half can be set apart for `use`.

    Of unequally many samples the surplus is dropped. Raises ValueError for what `as_rows` refuses, different
    dimensions, infinities, or fewer than 100 samples.
    """
    p, q = as_rows(real, "real samples"), as_rows(fake, "fake samples")
    if p.shape[1] != q.shape[1]:
        raise ValueError(f"real samples have {p.shape[1]} dimensions, fake ones {q.shape[1]}; they have to agree")
    if not (np.isfinite(p).all() and np.isfinite(q).all()):
        raise ValueError("the samples contain infinities; clip them, or judge them on their own")
    n = min(len(p), len(q))
    if n < 100:
        raise ValueError(f"{n} samples of each kind; give at least 100, half of them {use}")
    return p[generator.permutation(len(p))[:n]], q[generator.permutation(len(q))[:n]]


def as_column(samples: Samples, name: str = "samples") -> Rows:
    """Return the samples of a 1-D quantity as a float64 array of shape `(n,)`, from `(n,)` or `(n, 1)`."""
    array = as_rows(samples, name)
    if array.shape[1] != 1:
        raise ValueError(f"{name} have shape {array.shape}; this needs one number a point, shape (n,) or (n, 1)")
    return array[:, 0]


def as_unit(samples: Samples, name: str = "samples") -> Rows:
    """Rows in [0, 1]^dim, shape `(n, dim)`; excursions by rounding, up to 1e-9, are clipped."""
    array = as_rows(samples, name)
    if array.min() < -1e-9 or array.max() > 1 + 1e-9:
        raise ValueError(f"{name} range from {array.min():.6g} to {array.max():.6g}; they have to lie in [0, 1]")
    return np.clip(array, 0.0, 1.0)
