"""Whether the outputs a penalty is taken of are a sigmoid's, inside D or behind it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student


def read_probability(outputs: NDArray[np.float64], slopes: NDArray[np.float64], alpha: float = 1e-4) -> bool | None:
    """Return whether `outputs` `(m,)` come out of a sigmoid; None where it can't be told.

    Outputs outside [0, 1] say no (a sigmoid rounds to 1). Otherwise the slopes of o = sigmoid(l) contain the factor
    o (1 - o): if it varies, log |slope| `(m,)` against log o (1 - o) has the slope 1, as far as the slopes of l vary
    independently of l. Yes, if that slope is above 0 at level `alpha`, between 1/2 and 3/2, and the factor varies by
    half of itself or more. It can't be told with fewer than 32 rows, or with several outputs a row.
    """
    if not ((outputs >= 0) & (outputs <= 1)).all():
        return False
    if len(outputs) != len(slopes):
        return None
    usable = (slopes > 0) & np.isfinite(slopes) & (outputs > 0) & (outputs < 1)
    if usable.sum() < 32:
        return None
    factor = np.log(outputs[usable] * (1 - outputs[usable]))
    size = np.log(slopes[usable])
    spread = float(((factor - factor.mean()) ** 2).sum())
    if np.ptp(factor) < 0.5:
        return None
    slope = float(((factor - factor.mean()) * (size - size.mean())).sum()) / spread
    rest = size - size.mean() - slope * (factor - factor.mean())
    error = float(np.sqrt((rest**2).sum() / (len(rest) - 2) / spread))
    sure = slope > 0 and (error == 0 or float(student.sf(slope / error, len(rest) - 2)) < alpha)
    return True if sure and 0.5 < slope < 1.5 else None


def bent_by_sigmoid(
    outputs: NDArray[np.float64],
    slopes: NDArray[np.float64],
    pulls: NDArray[np.float64],
    bends: NDArray[np.float64],
) -> bool:
    """Return whether the slopes `(m, ...)` are those of sigmoid(outputs), a sigmoid that stands behind D.

    With v = sigmoid'(o) do/dx, the loss pulls on o `(m,)` by <dL/dv, v> sigmoid''/sigmoid' = <dL/dv, v> (1 - 2
    sigmoid(o)), row by row and to rounding. A penalty of D's own slopes pulls on no output at all.
    """
    if not bends.any() or len(outputs) != len(slopes) or len(bends) != len(outputs):
        return False
    along = (slopes * pulls).reshape(len(slopes), -1).sum(1)
    expected = along * (1 - 2 / (1 + np.exp(-outputs)))
    return float(np.linalg.norm(bends - expected)) < 1e-3 * float(np.linalg.norm(expected))
