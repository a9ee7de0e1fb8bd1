"""Data without a density: rows drawn with replacement."""

from __future__ import annotations

from functools import cache, cached_property

import torch
from torch import Tensor

from gancheck.theory.densities.density import Atom, Density
from gancheck.theory.densities.sampling import source


class Empirical(Density):
    """The empirical distribution of `rows`, shape `(N, dim)`, or `(N,)` for points on the line.

    It can be sampled, and has no density: `log_prob` raises NotImplementedError. Two of them are equal when
    they hold the same rows in the same order.
    """

    def __init__(self, rows: Tensor, *, name: str = "") -> None:
        table = torch.as_tensor(rows).detach().to("cpu", torch.float64)
        table = table.unsqueeze(-1) if table.ndim == 1 else table
        if table.ndim != 2 or not table.numel():
            raise ValueError(f"Empirical: rows must have shape (N, dim), not {tuple(rows.shape)}")
        if not bool(table.isfinite().all()):
            raise ValueError("Empirical: rows must be finite")
        self.rows = table.clone()
        self.name = name
        self.dim = table.shape[1]
        self._tables: dict[tuple[torch.device, torch.dtype], Tensor] = {}

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_tables": {}}

    def __repr__(self) -> str:
        return self.name or f"{len(self.rows)} rows in {self.dim} dimension{'s' * (self.dim > 1)}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Empirical) and torch.equal(self.rows, other.rows)

    def __hash__(self) -> int:
        return hash((Empirical, self.rows.shape, float(self.rows.sum())))

    def log_prob(self, x: Tensor) -> Tensor:
        """Raise NotImplementedError: data have no density."""
        raise NotImplementedError(f"{self} has no density: compare samples instead")

    def sample(self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64) -> Tensor:
        """`n` rows drawn with replacement, shape `(n, dim)`."""
        generator = source(generator)
        device = generator.device
        table = self._tables.get((device, dtype))
        if table is None:
            self._tables[device, dtype] = table = self.rows.to(device, dtype)
        return table[torch.randint(len(table), (n,), generator=generator, device=device)]

    @cached_property
    def _sorted(self) -> Tensor:
        return self.rows[:, 0].sort().values

    def cdf(self, x: Tensor) -> Tensor:
        """Return the share of rows at or below `x`, for `dim` 1."""
        if self.dim != 1:
            return super().cdf(x)
        places = torch.searchsorted(self._sorted.to(x.device), self._column(x).contiguous().double(), right=True)
        return places.to(x.dtype) / len(self.rows)

    @property
    def support(self) -> tuple[tuple[float, float], ...]:
        """The least and the greatest value of each coordinate."""
        low, high = self.rows.amin(0).tolist(), self.rows.amax(0).tolist()
        return tuple(zip(low, high, strict=True))

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """For `dim` 1, the distinct values with their shares."""
        if self.dim != 1:
            return ()
        values, counts = torch.unique(self._sorted, return_counts=True)
        total = len(self.rows)
        return tuple(Atom(v, c / total) for v, c in zip(values.tolist(), counts.tolist(), strict=True))

    @property
    def center(self) -> tuple[float, ...]:
        """The mean of the rows."""
        return tuple(self.rows.mean(0).tolist())

    @property
    def scale(self) -> float:
        """The standard deviation of the rows, in root mean square over the coordinates."""
        return float(self.rows.var(0, correction=0).mean().sqrt())


@cache
def digits() -> Empirical:
    """Return the 1797 handwritten digits of scikit-learn, 8 by 8 pixels in 64 columns, scaled to [-1, 1].

    Raises ImportError with the remedy where scikit-learn is missing.
    """
    try:
        from sklearn.datasets import load_digits  # type: ignore[import-untyped]
    except ImportError as error:
        raise ImportError("digits() needs scikit-learn: pip install scikit-learn") from error
    pixels = torch.as_tensor(load_digits().data, dtype=torch.float64)
    return Empirical(pixels / 8 - 1, name="scikit-learn's digits")
