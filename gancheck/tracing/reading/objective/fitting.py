"""Least squares of the pulls on what a loss would pull, with the error that rounding alone would leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gancheck.tracing.reading.objective.rows import Floats
from gancheck.tracing.reading.objective.run import Run

# Errors of rounding need not be independent between rows: the standard errors of coefficients count no more rows.
_INDEPENDENT = 100


@dataclass(frozen=True)
class Design:
    """What a loss says of the pulls: `target` `(n,)` is a combination of `columns` `(n, k)`.

    `size` `(n, k)` is how large the terms are that were rounded on the way to each column (1 for sigmoid(o) - t even
    where the difference is tiny), `loud` `(n,)` how much coarser than one rounding a row is. `is_real` and `step` say
    where a row comes from.
    """

    target: Floats
    columns: Floats
    size: Floats
    loud: Floats
    is_real: npt.NDArray[np.bool_]
    step: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Solution:
    """`theta` `(k,)` with standard errors `error` `(k,)`, infinite where the rows do not determine it.

    `residual` is the error relative to the pulls, `roundings` relative to what rounding leaves; each is a root mean
    square, of the worse of the two sides.
    """

    theta: Floats
    error: Floats
    residual: float
    roundings: float


def _evenly(design: Design) -> Floats:
    """Weights that stop a few huge pulls, and the heavier side, from deciding everything."""
    weight = np.ones_like(design.target)
    for real in (True, False):
        side = design.is_real == real
        pulls = np.abs(design.target[side])
        if pulls.any():
            weight[side] = 1 / np.maximum(pulls, np.quantile(pulls[pulls > 0], 0.75))
    return weight


def _rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(np.square(values)))) if len(values) else 0.0


def solve(design: Design, run: Run) -> Solution:
    """Fit a design."""
    weight = _evenly(design)
    target = design.target * weight
    columns = design.columns * weight[:, None]
    norms = np.sqrt(np.square(columns).sum(axis=0))
    norms[norms == 0] = 1.0
    base, triangle = np.linalg.qr(np.column_stack([columns / norms, target]))
    k = columns.shape[1]
    left, singular, right = np.linalg.svd(triangle[:k, :k])
    solid = singular > 1e-12 * max(singular.max(initial=0.0), 1e-300)
    inverse = np.where(solid, 1 / np.where(solid, singular, 1.0), 0.0)
    theta = (right.T @ (inverse * (left.T @ triangle[:k, k]))) / norms
    # Once more on what is left: an ill-posed fit is then as exact as its numbers allow.
    theta = theta + (right.T @ (inverse * (left.T @ (base[:, :k].T @ (target - columns @ theta))))) / norms
    misfit = target - columns @ theta
    noise = run.eps * design.loud * (np.abs(design.target) + design.size @ np.abs(theta))
    noise = (noise + run.floor * np.median([rows.size for rows in run.sides.values()] or [1.0])) * weight
    sides = [design.is_real, ~design.is_real]
    residual = max(_rms(misfit[side]) / max(_rms(target[side]), 1e-300) for side in sides if side.any())
    roundings = max(_rms(misfit[side]) / max(_rms(noise[side]), 1e-300) for side in sides if side.any())
    level = max(_rms(misfit), _rms(noise))
    spread = np.sqrt(np.square(right.T * inverse).sum(axis=1)) / norms
    loose = np.square(right[~solid]).sum(axis=0) > 1e-6
    count = len(target)
    error = level * spread * np.sqrt(count / min(count, _INDEPENDENT))
    return Solution(theta, np.where(loose, np.inf, error), residual, roundings)
