"""One loss under a factor that changes from update to update: AMP's scale, a warm-up, an adaptive weight."""

from __future__ import annotations

import numpy as np

from gancheck.tracing.reading.objective.fitting import Design
from gancheck.tracing.reading.objective.rows import Floats

_ROUNDS = 200


def scales(design: Design, updates: int) -> Floats | None:
    """The factor `(updates,)` of each update's pulls, 1 for the median one; None where it cannot be told.

    Alternates between the loss's coefficients and the factors, on each update's own sums of products.
    """
    if not np.isfinite(design.columns).all():
        return None
    k = design.columns.shape[1]
    norms = np.sqrt(np.square(design.columns).mean(axis=0))
    norms[norms == 0] = 1.0
    columns = design.columns / norms
    gram = np.zeros((updates, k, k))
    right = np.zeros((updates, k))
    for i in range(k):
        right[:, i] = np.bincount(design.step, columns[:, i] * design.target, minlength=updates)
        for j in range(i + 1):
            gram[:, i, j] = np.bincount(design.step, columns[:, i] * columns[:, j], minlength=updates)
            gram[:, j, i] = gram[:, i, j]
    loud = np.bincount(design.step, np.square(design.target), minlength=updates)
    used = loud > 0
    if used.sum() < 2:
        return None
    # Each update counts alike, however large its factor.
    found = np.where(used, np.sqrt(loud / max(np.median(loud[used]), 1e-300)), 1.0)
    for _ in range(_ROUNDS):
        shrunk = np.where(used, 1 / found, 0.0)
        total = np.einsum("s,sij->ij", used.astype(float), gram)
        theta = np.linalg.lstsq(total, right.T @ shrunk, rcond=1e-13)[0]
        size = np.einsum("i,sij,j->s", theta, gram, theta)
        if not (size[used] > 0).all():
            return None
        new = np.where(used, np.where(used, right @ theta, 1.0) / np.where(used, size, 1.0), 1.0)
        if not (new[used] > 0).all():
            return None
        new = new / np.median(new[used])
        done = np.max(np.abs(new / found - 1)) < 1e-12
        found = new
        if done:
            break
    return found
