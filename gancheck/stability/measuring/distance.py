"""The JSD between p_data and p_g, by the best means there is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from torch import Tensor

from gancheck.evidence import binned_jsd, jsd_lower_bound
from gancheck.stability.snapshot import Jsd
from gancheck.theory import Density, IntegrationError, Pushforward, jsd

BINS = 64
ALPHA = 0.025  # a side
_FEWEST = 100  # rows of each kind that a lower bound needs


def exact_jsd(p_data: Density, p_g: Pushforward, tolerance: float | None = None) -> Jsd | None:
    """By quadrature; "interpolated" where p_g is not piecewise linear, None where quadrature fails."""
    try:
        found = jsd(p_data, p_g, tolerance=tolerance)
    except IntegrationError:
        return None
    kind = "interpolated" if p_g.error else "exact"
    return Jsd(found.value, found.value - found.error, found.value + found.error, kind)


def cell_jsd(p_data: Density, fake: Tensor, bins: int = BINS) -> Jsd | None:
    """Over cells of equal p_data mass, from finite float64 rows `(n, dim)`, with a 95 % interval.

    None where p_data has no Rosenblatt transform, or too many dimensions for the cells.
    """
    try:
        found = binned_jsd(p_data.rosenblatt(fake).clamp(0, 1).numpy(), bins=bins, alpha=ALPHA)
    except (NotImplementedError, ValueError):
        return None
    return Jsd(found.estimate, found.low, found.high, f"{found.bins} bins")


def jsd_bound(looks: Sequence[tuple[Tensor, Tensor]], seed: int) -> Jsd | None:
    """A lower bound that holds but for 2.5 %, from numbers made of held-out rows.

    A look is one number a row, `(n,)`, for real rows and for fakes: where D takes them for equal, or a mode holds them,
    merging them can only lower the JSD. Each gets a histogram as critic and its part of the error. None where no look
    is finite or has 100 rows of a kind.
    """
    looks = [
        pair for pair in looks if min(map(len, pair)) >= _FEWEST and all(bool(part.isfinite().all()) for part in pair)
    ]
    if not looks:
        return None
    found = [jsd_lower_bound(p, q, alpha=ALPHA / len(looks), seed=seed, names=("histogram",)) for p, q in looks]
    return Jsd(max(each.estimate for each in found), max(each.low for each in found), math.log(2.0), "bound")
