"""Whether a batch is another one with something added to it, such as noise."""

from __future__ import annotations

import math

import numpy as np

# Rows that are compared, and at most about as many columns.
_ROWS, _COLUMNS = 64, 64
# Of a length this small, relative to that of the rows, nothing is left but rounding.
_ROUNDING = 1e-5


def thinned(rows: np.ndarray) -> np.ndarray:
    """Some dozens of rows `(n, w)`, and at most about as many columns as are compared, evenly spaced."""
    return rows[:_ROWS, :: (rows.shape[1] // _COLUMNS) | 1]


def direction(rows: np.ndarray) -> np.ndarray:
    """Rows `(n, w)` without what their columns have in common, scaled to length 1; zero where nothing is left."""
    with np.errstate(all="ignore"):
        rest = rows - rows.mean(0)
        length = float(np.linalg.norm(rest))
        # Equal rows differ from their mean by rounding.
        alive = math.isfinite(length) and length > _ROUNDING * float(np.linalg.norm(rows))
    return rest / np.float32(length) if alive else np.zeros_like(rest)


def alike(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether b is a with something added: they correlate row by row, beyond what columns have in common.

    Independent rows reach this with probability below 1e-6 (Fisher's z at 5 standard deviations, one value a row). Rows
    that somebody sorted are alike whatever they are: of them nothing is told.
    """
    n = len(a)
    if n < 8 or float(np.vdot(a, b)) <= max(0.5, math.tanh(5 / math.sqrt(n - 3))):
        return False
    return not (_in_order(a) or _in_order(b))


def _in_order(rows: np.ndarray) -> bool:
    """Whether rows of a direction resemble the rows before them."""
    return float(np.vdot(rows[1:], rows[:-1])) > 0.5
