"""A data set cut into clusters, which stand in for modes and cells where p_data is not known."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import stats
from scipy.cluster.vq import kmeans2
from torch import Tensor

from gancheck.evidence.masses import jsd_of_masses
from gancheck.stability.snapshot import Jsd

Floats = NDArray[np.float64]

_ALPHA = 0.025


class Clusters:
    """The cells of nearest centres, which k-means finds in `rows` `(n, dim)`; a cell with no row is dropped.

    `weights` are the shares of the rows.
    """

    def __init__(self, rows: Tensor, count: int, seed: int) -> None:
        self._scale = rows.std(0)
        table = (rows / self._scale).double()
        centers, labels = kmeans2(table.numpy(), count, minit="++", rng=seed, missing="warn")
        filled = np.bincount(labels, minlength=count) > 0
        self._centers = torch.as_tensor(centers[filled])
        self.rows = len(rows)
        self.weights = tuple((np.bincount(labels, minlength=count)[filled] / len(rows)).tolist())

    def of(self, x: Tensor) -> Tensor:
        """The index of each row's cell, `(..., dim)` to `(...)`; 0 for rows that are not finite."""
        points = (x / self._scale).double().reshape(-1, x.shape[-1])
        # The nearest centre maximises x'c - |c|^2 / 2.
        score = torch.addmm(self._centers.square().sum(1) / -2, points.nan_to_num(), self._centers.T)
        return score.argmax(-1).view(x.shape[:-1])


def jsd_bounds(counts: Floats, clusters: Clusters) -> list[Jsd]:
    """A lower bound of JSD(p_data, p_g) for each row of `counts` `(E, cells)`, from the fakes in every cell.

    Merging points into cells only lowers the JSD. Its square root is a metric (Endres and Schindelin 2003), and that
    of a sample from its own law is below the root of a chi-square quantile over 8n, in the limit of many rows a cell:
    so `low` is above the JSD at a rate of 5 % at most. `estimate` is the JSD over the cells, its bias taken off.
    """
    n = counts.sum(-1)
    p = np.asarray(clusters.weights)
    plug_in = jsd_of_masses(p, counts / n[:, None])
    chi = stats.chi2.isf(_ALPHA, len(p) - 1) / 8
    low = np.maximum(np.sqrt(np.maximum(plug_in, 0)) - np.sqrt(chi / n) - math.sqrt(chi / clusters.rows), 0) ** 2
    estimate = np.maximum(plug_in - (len(p) - 1) / 8 * (1 / n + 1 / clusters.rows), low)
    return [Jsd(float(middle), float(least), math.log(2), "bound") for middle, least in zip(estimate, low, strict=True)]
