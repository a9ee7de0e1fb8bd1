"""Rows as few coordinates, in which they are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from gancheck.stability.measuring.faults import UserFault, blaming
from gancheck.stability.measuring.rows import checked, flat

_WIDEST = 32  # coordinates
_DECOMPOSED = 1024  # rows from which principal components are found
_FEATURES = 256  # rows that go through `features` at once


class View:
    """Takes rows `(n, ...)` to float64 coordinates `(n, k)`, k at most 32.

    The rows flattened, or what `features` makes of them, in units of the reference rows' standard deviations, `scale`;
    where they have more than 32 coordinates, the 32 principal components with the largest variance of the reference
    rows, in their own unit. What differs only outside of them is not seen.
    """

    def __init__(self, reference: Tensor, features: Callable[[Tensor], Any] | None = None) -> None:
        self._features = features
        self._mean: Tensor | None = None
        self._axes = torch.empty(0)
        vectors = self.vectors(reference)
        self.dim = vectors.shape[1]
        self.scale = vectors.new_ones(self.dim)
        if self.dim > _WIDEST:
            self._mean = vectors.mean(0)
            _, _, axes = torch.linalg.svd(vectors[:_DECOMPOSED] - self._mean, full_matrices=False)
            self._axes = axes[:_WIDEST].T.contiguous()
        else:
            deviation = vectors.std(0)
            self.scale = deviation.where(deviation > 0, self.scale)

    @property
    def reduced(self) -> bool:
        """Whether only principal components are left."""
        return self._mean is not None

    def vectors(self, rows: Tensor) -> Tensor:
        """All coordinates, `(n, ...)` to `(n, dim)`: flattened rows, or features."""
        if self._features is None:
            return flat(rows)
        parts = []
        for part in torch.split(rows, _FEATURES):
            with blaming("features"):
                made = self._features(part.clone())  # it may write to its input
            parts.append(flat(checked(made, len(part), "features")))
        vectors = torch.cat(parts)
        if bool(rows.isfinite().all()) and not bool(vectors.isfinite().all()):
            raise UserFault("features returned numbers that are not finite for rows that are")
        return vectors

    def of(self, vectors: Tensor) -> Tensor:
        """The coordinates that are compared, from all of them: `(n, dim)` to `(n, k)`."""
        return self.scaled(vectors) if self._mean is None else (vectors - self._mean) @ self._axes

    def scaled(self, vectors: Tensor) -> Tensor:
        """All coordinates in units of `scale`."""
        return vectors / self.scale
