"""A critic for several dimensions: gradient boosting of small symmetric trees on the logistic loss.

Every level of a tree asks the same question everywhere (Prokhorenkova et al. 2018), so that a tree is a few
lines of numpy. It sees edges and fine structure along coordinates, which a small network is slow to learn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gancheck.evidence.critics import Logit, Ranks
from gancheck.evidence.samples import Rows

_CELLS, _DEPTH, _ROUNDS, _PATIENCE, _RATE, _RIDGE, _FEATURES = 64, 4, 300, 25, 0.15, 10.0, 16

Cells = NDArray[np.int64]
Questions = list[tuple[int, int]]


def boosting(real: Rows, fake: Rows, generator: np.random.Generator) -> Logit:
    """Boost until a fifth of the samples, set aside, has not gained from 25 more trees; keep the best number.

    In more than 16 dimensions every tree sees 16 coordinates, drawn afresh.
    """
    ranks = Ranks(np.concatenate((real, fake)))
    cells = _cells(ranks, np.concatenate((real, fake)))
    label = np.repeat((1.0, 0.0), (len(real), len(fake)))
    held = generator.permutation(len(label)) < len(label) // 5
    train, watch = cells[~held], cells[held]
    y, sign = label[~held], 1.0 - 2.0 * label[held]
    logit, watched = np.zeros(len(train)), np.zeros(len(watch))
    trees: list[tuple[Questions, Rows]] = []
    best, keep = float(np.log(2.0)), 0
    while len(trees) < _ROUNDS and len(trees) - keep < _PATIENCE:
        output = 1.0 / (1.0 + np.exp(-logit))
        features = generator.permutation(cells.shape[1])[:_FEATURES]
        questions, leaf = _grow(train, y - output, output * (1.0 - output), features)
        values = _leaf_values(leaf, y - output, output * (1.0 - output))
        trees.append((questions, values))
        logit += values[leaf]
        watched += values[_leaf(watch, questions)]
        loss = float(np.logaddexp(0.0, sign * watched).mean())
        if loss < best:
            best, keep = loss, len(trees)
    chosen = trees[:keep]

    def critic(rows: Rows) -> Rows:
        points = _cells(ranks, rows)
        total = np.zeros(len(rows))
        for questions, values in chosen:
            total += values[_leaf(points, questions)]
        return total

    return critic


def _cells(ranks: Ranks, rows: Rows) -> Cells:
    return np.minimum((ranks(rows) * _CELLS).astype(np.int64), _CELLS - 1)


def _leaf(cells: Cells, questions: Questions) -> Cells:
    leaf = np.zeros(len(cells), dtype=np.int64)
    for feature, threshold in questions:
        leaf = 2 * leaf + (cells[:, feature] > threshold)
    return leaf


def _leaf_values(leaf: Cells, slope: Rows, curvature: Rows) -> Rows:
    """Newton steps, shrunk."""
    gradient = np.bincount(leaf, slope, 2**_DEPTH)
    return np.asarray(_RATE * gradient / (np.bincount(leaf, curvature, 2**_DEPTH) + _RIDGE))


def _grow(cells: Cells, slope: Rows, curvature: Rows, features: Cells) -> tuple[Questions, Cells]:
    """Return the questions of one tree, greedily, and the leaf of every sample."""
    leaf = np.zeros(len(cells), dtype=np.int64)
    questions: Questions = []
    for level in range(_DEPTH):
        size = 2**level * _CELLS
        gains = []
        for feature in features:
            index = leaf * _CELLS + cells[:, feature]
            g = np.cumsum(np.bincount(index, slope, size).reshape(-1, _CELLS), axis=1)
            h = np.cumsum(np.bincount(index, curvature, size).reshape(-1, _CELLS), axis=1)
            rest_g, rest_h = g[:, -1:] - g, h[:, -1:] - h
            gains.append((g**2 / (h + _RIDGE) + rest_g**2 / (rest_h + _RIDGE)).sum(axis=0))
        winner, threshold = np.unravel_index(int(np.argmax(gains)), (len(features), _CELLS))
        questions.append((int(features[winner]), int(threshold)))
        leaf = 2 * leaf + (cells[:, questions[-1][0]] > questions[-1][1])
    return questions, leaf
