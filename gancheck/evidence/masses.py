"""The JSD between two laws over cells, from their masses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

Masses = NDArray[np.float64]


def jsd_of_masses(p: Masses, q: Masses) -> Masses:
    """JSD in nats, `(..., cells)` each to `(...)`. The shares of n counts have about (cells - 1) / 8n too much."""
    m = (p + q) / 2
    terms = special.xlogy(p, p) + special.xlogy(q, q) - 2 * special.xlogy(m, m)
    return np.asarray(terms.sum(-1) / 2)
