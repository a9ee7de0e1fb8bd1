"""To which mode of p_data a row belongs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gancheck.stability.runs.boxes import Boxes

Floats = NDArray[np.float64]

_CORE = 0.99  # p_data's mass in the boxes whose rows belong to a class


class Modes(Protocol):
    """Modes with their weights; `of` gives the index of each row's mode, `(..., dim)` to `(...)`, -1 for none."""

    weights: tuple[float, ...]

    def of(self, x: Tensor) -> Tensor: ...  # noqa: D102


class ClassModes:
    """Classes of a mixture's components: a row belongs to the class that has most of p_data in its box.

    Boxes outside of the densest, which hold 99 % of p_data, belong to none. A class with no box has weight 0 and is
    left out.
    """

    def __init__(self, boxes: Boxes, classes: Sequence[int]) -> None:
        self._boxes = boxes
        labels = np.asarray(classes)
        by_class = np.stack([boxes.by_component[labels == label].sum(0) for label in np.unique(labels)])
        inside = by_class.sum(0)
        densest = np.argsort(-inside, kind="stable")
        core = np.zeros(len(inside), dtype=bool)
        core[densest[: int(np.searchsorted(np.cumsum(inside[densest]), _CORE)) + 1]] = True
        owner = np.where(core, by_class.argmax(0), -1)
        held = np.array([inside[owner == label].sum() for label in range(len(by_class))])
        kept = np.flatnonzero(held > 0)
        rename = np.full(len(by_class) + 1, -1)
        rename[kept] = np.arange(len(kept))
        self.weights = tuple(held[kept].tolist())
        self._owner = torch.as_tensor(np.append(rename[owner], -1))

    def of(self, x: Tensor) -> Tensor:
        """The index of each row's class, -1 for none."""
        return self._owner[self._boxes.cells(x)]


def mode_counts(modes: Modes, x: Tensor) -> NDArray[np.int64]:
    """Count the rows of every mode, `(E, n, dim)` to `(E, modes)`; those of no mode are left out."""
    index = modes.of(x)
    size = len(modes.weights)
    offset = torch.arange(len(x)).unsqueeze(1) * (size + 1)
    counted = torch.bincount((index + 1 + offset).flatten(), minlength=len(x) * (size + 1))
    return np.asarray(counted.view(len(x), size + 1)[:, 1:].numpy())
