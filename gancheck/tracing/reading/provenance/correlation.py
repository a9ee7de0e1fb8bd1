"""Whether two batches are the same rows, changed on the way (by added noise, scaling, clamping)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from torch import Tensor

COLUMNS = 128
# Nominal 3e-7 one-sided; the permutation moments below are exact, the tail measured (see the tests).
DEVIATIONS = 5.0


def correlated(a: Tensor, b: Tensor) -> float:
    """Return the rank correlation between the rows of `a` and the rows of `b` in the same places, both `(n, ...)`.

    0.0 unless the pairing stands out: the sum of products of centred ranks, over at most 128 columns, is 5 standard
    deviations above its mean over all pairings of the rows (the exact permutation variance, of Mantel 1967), whatever
    dependence there is between columns. Unrelated batches are taken for the same less than once in 1e5. Shifts,
    scalings and any monotone change of a column do not matter. Columns where two thirds of the rows are equal are
    left out: few rows decide there, and the tail is heavy. Fewer than 8 rows never suffice, a single column needs at
    least 26 rows; a flipped or cropped image is not seen. Raises ValueError where the shapes differ.
    """
    if a.shape != b.shape:
        raise ValueError(f"a has shape {tuple(a.shape)} and b {tuple(b.shape)}; they have to pair row by row")
    n = len(a) if a.dim() else 0
    if n < 8:
        return 0.0
    x, y = _ranks(a), _ranks(b)
    full = (n * n - 1) / 12
    # A value that two thirds of the rows share takes 0.3 of the variance of the ranks.
    told = np.minimum((x**2).mean(0), (y**2).mean(0)) > 0.7 * full
    x, y = x[:, told], y[:, told]
    scale = float(np.sqrt((x**2).sum() * (y**2).sum()))
    if not scale > 0:
        return 0.0
    products = x @ y.T
    spread = float(np.sqrt((products**2).sum() / (n - 1)))
    paired = float(np.trace(products))
    return paired / scale if paired > DEVIATIONS * spread else 0.0


def _ranks(batch: Tensor) -> NDArray[np.float64]:
    rows = batch.detach().reshape(len(batch), -1)
    rows = rows[:, :: -(-max(rows.shape[1], 1) // COLUMNS) | 1]
    ranks: NDArray[np.float64] = rankdata(rows.double().cpu().numpy(), axis=0)  # Ties get one rank: no order leaks in.
    ranks -= ranks.mean(0)
    return ranks
