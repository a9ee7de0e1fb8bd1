"""Clusters of data in which no classes are known."""

from __future__ import annotations

import warnings

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from torch import Tensor

Floats = NDArray[np.float64]

MOST = 16
# The silhouette from which clusters count as separate: parts of a uniform law have up to 0.7 on the line.
_APART = 0.75
_STARTS = 4
_ROWS = 1024


def centers_of(coordinates: Tensor, clusters: int | None, seed: int) -> Tensor:
    """Return the centers of `clusters` clusters of rows, `(n, k)` to at most `(clusters, k)`, by k-means.

    Without a number, as many as separate best: of 2 to 16 clusters those with the largest silhouette (Rousseeuw 1987,
    with distances to centers), or 16 where the rows fall into no clusters.
    """
    rows = (coordinates if clusters else coordinates[:_ROWS]).numpy()
    distinct = np.unique(rows, axis=0)
    if len(distinct) <= (clusters or MOST):
        return torch.from_numpy(distinct)
    generator = np.random.default_rng(seed)
    if clusters is not None:
        return torch.from_numpy(_best(rows, clusters, generator, 1 if clusters > MOST else _STARTS))
    found = [_best(rows, count, generator, _STARTS) for count in range(2, MOST + 1)]
    silhouettes = [_silhouette(rows, centers) for centers in found]
    best = int(np.argmax(silhouettes))
    return torch.from_numpy(found[best if silhouettes[best] >= _APART else -1])


def _best(rows: Floats, clusters: int, generator: np.random.Generator, starts: int) -> Floats:
    """The centers with the least squared distances of several starts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of an empty cluster, which gets no row
        found = [kmeans2(rows, clusters, minit="++", rng=generator.spawn(1)[0])[0] for _ in range(starts)]
    kept = [np.unique(centers, axis=0) for centers in found]
    return min(kept, key=lambda centers: float((_distances(rows, centers).min(1) ** 2).sum()))


def _silhouette(rows: Floats, centers: Floats) -> float:
    """The mean of (b - a) / b, with the distances a and b to the nearest center and to the next."""
    if len(centers) < 2:
        return -1.0
    nearest = np.partition(_distances(rows, centers), 1, axis=1)[:, :2]
    ratio = np.divide(nearest[:, 0], nearest[:, 1], out=np.ones(len(rows)), where=nearest[:, 1] > 0)
    return float(1 - ratio.mean())


def _distances(rows: Floats, centers: Floats) -> Floats:
    return np.asarray(torch.cdist(torch.from_numpy(rows), torch.from_numpy(centers)).numpy())
