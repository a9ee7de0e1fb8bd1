"""What is known of the density that a run is trained on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from gancheck.stability.regions import Regions
from gancheck.stability.runs.boxes import Boxes
from gancheck.stability.runs.modes import ClassModes, Modes
from gancheck.theory import GaussianNd, Mixture

_SIDES = {2: 48, 3: 16}  # boxes along each of so many dimensions


@dataclass(frozen=True, eq=False)
class World:
    """A density with its modes, and from two dimensions on its boxes.

    Where it is not `known`, detectors get a data set alone; the label uses the density all the same.
    """

    p_data: Mixture
    modes: Modes
    boxes: Boxes | None
    known: bool = True


def world(p_data: Mixture) -> World:
    """A mixture of Gaussians that detectors may know."""
    boxes = None if p_data.dim == 1 else Boxes(p_data, _SIDES[p_data.dim])
    return World(p_data, Regions(p_data), boxes)


@cache
def digits(components: int = 2, bandwidth: float = 0.25) -> World:
    """scikit-learn's digits as a density: Gaussian kernels on their first principal components.

    Each component is scaled to unit variance before; `bandwidth` is the kernels' standard deviation. The modes are
    the classes. Raises ImportError where scikit-learn is missing.
    """
    try:
        from sklearn.datasets import load_digits  # type: ignore[import-untyped]
    except ImportError as error:
        raise ImportError("digits() needs scikit-learn: pip install scikit-learn") from error
    table = load_digits()
    pixels = np.asarray(table.data, dtype=np.float64)
    centered = pixels - pixels.mean(0)
    _, _, axes = np.linalg.svd(centered, full_matrices=False)
    # The sign of a principal axis is arbitrary: its largest entry is made positive.
    axes = axes[:components] * np.sign(axes[np.arange(components), np.abs(axes[:components]).argmax(1)])[:, None]
    rows = centered @ axes.T
    rows /= rows.std(0)
    shrink = 1 / math.sqrt(1 + bandwidth**2)
    kernels = [GaussianNd([float(v) * shrink for v in row], bandwidth * shrink) for row in rows]
    p_data = Mixture(kernels, name=f"digits({components} components, bandwidth {bandwidth:g})")
    boxes = Boxes(p_data, _SIDES[components])
    return World(p_data, ClassModes(boxes, table.target.tolist()), boxes, known=False)
