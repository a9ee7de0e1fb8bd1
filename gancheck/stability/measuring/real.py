"""Where real rows come from: a known density, or rows of a data set that are kept for measuring."""

from __future__ import annotations

from collections.abc import Sized
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from gancheck.stability.measuring.faults import UserFault, blaming
from gancheck.theory import Density

_MOST = 8192  # rows of a data set that are kept
_FEWEST = 200
_REFERENCE = 8192  # draws of a density that stand for it


class Real(Protocol):
    """Real rows."""

    @property
    def reference(self) -> Tensor:
        """Rows that set the scale, and are compared with nothing, `(n, ...)`."""

    @property
    def most(self) -> int | None:
        """How many rows `draw` has at most; None where there is no end."""

    def draw(self, n: int, draws: torch.Generator) -> Tensor:
        """`n` rows for comparisons, `(n, ...)`: fresh draws, or different rows of those held out."""


class KnownReal:
    """Fresh draws of a density."""

    most = None

    def __init__(self, p_data: Density, seed: int) -> None:
        self.p_data = p_data
        self.reference = self.draw(_REFERENCE, torch.Generator().manual_seed(seed))

    def draw(self, n: int, draws: torch.Generator) -> Tensor:
        """`n` draws, `(n, dim)`."""
        with blaming("p_data.sample"):
            return self.p_data.sample(n, generator=draws)


class DataReal:
    """At most 8192 rows of a data set, drawn by `seed`: half for reference, half held out for comparisons.

    `data` is a tensor or array `(N, ...)`, or anything with a length and items, such as a torch Dataset; of items that
    are tuples the first part is the row. Raises ValueError for fewer than 200 rows, and UserFault for what is no rows.
    """

    def __init__(self, data: Any, seed: int) -> None:
        if not isinstance(data, Sized) or not hasattr(data, "__getitem__"):
            inner = getattr(data, "dataset", None)
            hint = ": give its dataset" if inner is not None else ""
            raise ValueError(
                f"data is a {type(data).__name__}{hint or '; give a tensor, an array or a Dataset with a length'}"
            )
        if len(data) < _FEWEST:
            raise ValueError(f"data has {len(data)} rows; give at least {_FEWEST}, half of them are held out")
        chosen = np.random.default_rng(seed).permutation(len(data))[:_MOST]
        rows = _rows(data, chosen)
        if not bool(rows.isfinite().all()):
            raise UserFault("data holds numbers that are not finite")
        self.reference, self._held = rows[: len(rows) // 2], rows[len(rows) // 2 :]

    @property
    def held(self) -> Tensor:
        """All rows that are held out."""
        return self._held

    @property
    def most(self) -> int:
        """How many rows are held out."""
        return len(self._held)

    def draw(self, n: int, draws: torch.Generator) -> Tensor:
        """`n` different rows of those held out, or all of them."""
        return self._held[torch.randperm(self.most, generator=draws)[:n]]


def _rows(data: Any, chosen: np.ndarray) -> Tensor:
    if isinstance(data, np.ndarray):
        data = torch.as_tensor(data)
    if isinstance(data, Tensor):
        rows = data.detach().cpu()[torch.from_numpy(chosen)]
    else:
        with blaming("data"):
            items = [data[int(i)] for i in chosen]
            parts = [torch.as_tensor(item[0] if isinstance(item, tuple | list) else item) for item in items]
            rows = torch.stack(parts).detach().cpu()
    rows = rows if rows.is_floating_point() else rows.double()
    return rows.unsqueeze(-1) if rows.ndim == 1 else rows
