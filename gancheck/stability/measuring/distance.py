"""The JSD between p_data and p_g, by the best means there is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from torch import Tensor

from gancheck.evidence import binned_jsd, jsd_lower_bound
from gancheck.stability.snapshot import Jsd
from gancheck.theory import Density, IntegrationError, Pushforward, jsd

BINS = (256, 64, 16)  # as many as there are five rows for each
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


def cell_jsd(p_data: Density, fake: Tensor, bins: int | None = None) -> Jsd | None:
    """Over cells of equal p_data mass, from finite float64 rows `(n, dim)`, with a 95 % interval.

    Without `bins` at most 256, and at most one for five rows. None where p_data has no Rosenblatt transform, or too
    many dimensions for the cells.
    """
    most = bins or next((each for each in BINS if len(fake) >= 5 * each), BINS[-1])
    try:
        found = binned_jsd(p_data.rosenblatt(fake).clamp(0, 1).numpy(), bins=most, alpha=ALPHA)
    except (NotImplementedError, ValueError):
        return None
    return Jsd(found.estimate, found.low, found.high, f"{found.bins} bins")


def jsd_bound(looks: Sequence[tuple[Tensor, Tensor]], seed: int, over_cells: float = 0.0) -> Jsd | None:
    """A lower bound that holds but for 2.5 %, from numbers made of held-out rows.

    A look is one number a row, `(n,)`, for real rows and for fakes: where D takes them for equal, or a mode holds them,
    merging them can only lower the JSD. Each gets a histogram as critic and its part of the error. The estimate is
    the largest of what the critics read and of `over_cells`, which is known of the JSD by other means. None where no
    look is finite or has 100 rows of a kind.
    """
    looks = [
        pair for pair in looks if min(map(len, pair)) >= _FEWEST and all(bool(part.isfinite().all()) for part in pair)
    ]
    if not looks:
        return None
    found = [jsd_lower_bound(p, q, alpha=ALPHA / len(looks), seed=seed, names=("histogram",)) for p, q in looks]
    low = max(each.low for each in found)
    return Jsd(max(low, over_cells, *(each.estimate for each in found)), low, math.log(2.0), "bound")
