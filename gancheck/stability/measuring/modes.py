"""To which mode a row belongs: a mode of p_data, a class, or a cluster of the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import torch
from torch import Tensor

from gancheck.evidence import binomial
from gancheck.stability.measuring.faults import UserFault, blaming
from gancheck.stability.measuring.rows import checked, flat
from gancheck.stability.regions import Regions
from gancheck.theory import Density

_CONFIDENCE = 1e-3  # that a mode of the data weighs as much as is taken


class Modes(Protocol):
    """K modes: what they are called, and how much of the data belongs to each at least."""

    names: tuple[str, ...]
    weights: tuple[float, ...]

    def index(self, rows: Tensor, coordinates: Tensor) -> Tensor:
        """The mode of each row, `(n, ...)` and its coordinates `(n, k)` to `(n,)`; -1 for none."""

    def scalar(self, rows: Tensor, coordinates: Tensor) -> Tensor:
        """One number a row, `(n,)`, ordered by modes and within them by the distance to the center if there is one."""


class DensityModes:
    """The modes that a density knows, by their regions."""

    def __init__(self, p_data: Density) -> None:
        self.regions = Regions(p_data)
        self.weights = self.regions.weights
        self.names = tuple(place(mode.center) for mode in p_data.modes)

    def index(self, rows: Tensor, coordinates: Tensor) -> Tensor:
        """The mode of each row, -1 for none."""
        return self.regions.of(flat(rows))

    def scalar(self, rows: Tensor, coordinates: Tensor) -> Tensor:
        """The nearest mode, and the distance to it."""
        return _ordered(*self.regions.nearest(flat(rows)))


class ClassModes:
    """Classes: `classify` takes rows to whole numbers `(n,)`. Those of the held-out rows are the modes."""

    def __init__(self, classify: Callable[[Tensor], Any], held: Tensor) -> None:
        self._classify = classify
        labels, counts = torch.unique(self._labels(held), return_counts=True)
        self._known = labels
        self.names = tuple(f"class {label}" for label in labels.tolist())
        self.weights = _at_least(counts, len(held))

    def index(self, rows: Tensor, coordinates: Tensor) -> Tensor:
        """The class of each row, by its place among the classes; -1 for a class that no real row has."""
        labels = self._labels(rows)
        index = torch.searchsorted(self._known, labels).clamp(max=len(self._known) - 1)
        return torch.where(self._known[index] == labels, index, -1)

    def scalar(self, rows: Tensor, coordinates: Tensor) -> Tensor:
        """The class."""
        return self.index(rows, coordinates).double()

    def _labels(self, rows: Tensor) -> Tensor:
        with blaming("classify"):
            made = self._classify(rows.clone())  # it may write to its input
        labels = checked(made, len(rows), "classify").cpu()
        if labels.numel() != len(rows) or labels.is_floating_point():
            raise UserFault(
                f"classify returned shape {tuple(labels.shape)} of {labels.dtype}; it has to return a whole number "
                "a row"
            )
        return labels.reshape(-1).long()


class ClusterModes:
    """Clusters of the data: a row belongs to that of the nearest center (as in Richardson and Weiss 2018).

    `held` are coordinates of rows that took no part in finding the `centers`, in units of `scale`. A cluster with fewer
    than 20 of them is no mode.
    """

    def __init__(self, centers: Tensor, held: Tensor, scale: Tensor) -> None:
        counts = torch.cdist(held, centers).argmin(1).bincount(minlength=len(centers))
        kept = counts >= min(20, int(counts.max()))
        self._centers, self._kept = centers, torch.where(kept, kept.cumsum(0) - 1, -1)
        self.weights = _at_least(counts[kept], len(held))
        where = (centers * scale).tolist() if centers.shape[1] <= 3 else []
        named = [place(center) for center in where] or [f"cluster {i}" for i in range(len(centers))]
        self.names = tuple(name for name, keep in zip(named, kept.tolist(), strict=True) if keep)

    def index(self, rows: Tensor, coordinates: Tensor) -> Tensor:
        """The cluster of the nearest center, -1 for one that is no mode."""
        return self._kept[torch.cdist(coordinates, self._centers).argmin(1)]

    def scalar(self, rows: Tensor, coordinates: Tensor) -> Tensor:
        """The nearest cluster, and the distance to its center."""
        return _ordered(*torch.cdist(coordinates, self._centers).min(1))


def place(center: tuple[float, ...] | list[float]) -> str:
    """Write a center: a number in one dimension, else a vector; -0 is 0."""
    numbers = [f"{round(number, 2) + 0.0:g}" for number in center]
    return numbers[0] if len(numbers) == 1 else f"({', '.join(numbers)})"


def _ordered(distance: Tensor, index: Tensor) -> Tensor:
    return index + distance / (1 + distance)


def _at_least(counts: Tensor, n: int) -> tuple[float, ...]:
    """Shares that all modes have at least, but for a probability of one in a thousand."""
    alpha = _CONFIDENCE / len(counts)
    return tuple(binomial.lower_bound(int(count), n, alpha) for count in counts)
