"""Where p_g is, and how wide, in units of the data."""

from __future__ import annotations

from torch import Tensor

from gancheck.stability.measuring.view import View

COORDINATES = 8


class Frame:
    """The mean and the standard deviations of the reference rows."""

    def __init__(self, reference: Tensor, view: View) -> None:
        vectors = view.vectors(reference)
        coordinates = view.of(vectors)[:, :COORDINATES]
        self._view = view
        self._mean = coordinates.mean(0)
        deviation = coordinates.std(0)
        self._deviation = deviation.where(deviation > 0, deviation.new_full((), float("inf")))
        self._variance = float(vectors.var(0).sum())

    def location(self, vectors: Tensor) -> tuple[float, ...]:
        """The mean of rows `(n, dim)` in standard deviations from the reference, in the first 8 coordinates.

        They are the first principal components where the rows have more than 32; a coordinate that is constant in the
        reference counts as 0.
        """
        mean = self._view.of(vectors)[:, :COORDINATES].mean(0)
        return tuple(((mean - self._mean) / self._deviation).tolist())

    def spread(self, vectors: Tensor) -> float:
        """The standard deviation of rows over that of the reference, in root mean square over all coordinates."""
        return float(vectors.var(0).sum() / self._variance) ** 0.5 if self._variance > 0 else float("nan")
