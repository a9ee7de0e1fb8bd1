"""Whether something is wrong, where nothing is known of the data: by D's separation and the fakes' width alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gancheck.stability.rules.recent import QUARTER, Floats, column, recent
from gancheck.stability.series import crossings, detrended
from gancheck.stability.snapshot import Snapshot

_PINNED = 0.98  # every separation of a quarter of the budget
_AHEAD = 0.15  # of the separation above a half
_AHEAD_AT_END = 0.13
_BELOW = 0.42  # a D that does worse than a coin
_WIDTH = 0.22  # of the logarithm of the width
_BETTER = 0.8  # of what it was a quarter of the budget before
_SWINGS, _CROSSINGS = 0.026, 4
_APART = 0.125  # of the budget
_LAST = 0.15
_EARLIEST = 0.4  # of the budget; swings count from half of it


def far_by_discriminator(snapshots: Sequence[Snapshot], budget: int) -> str:
    """What shows that G loses, that D is of no use, or that they chase each other; empty where nothing does.

    A separation or a width that is off and not a fifth better than a quarter of the budget before; or a separation that
    swings. It must alarm on a generator that stays behind; it must leave alone D ahead at the start. A generator that
    lacks detail which D does not see either passes: that is why p_data, or a data set, tells more.
    """
    steps = column(snapshots, "step") / budget
    separation = column(snapshots, "separation")
    last = column(recent(snapshots, budget), "separation")
    if last.min() > _PINNED:
        return f"D ranks {last.min():.0%} or more of the pairs right, over a quarter of the budget"
    if steps[-1] < _EARLIEST:
        return ""
    ahead = _now(separation - 0.5, steps)
    if ahead > _AHEAD and ahead > _BETTER * _before(separation - 0.5, steps):
        return f"D ranks {0.5 + ahead:.0%} of the pairs right, and it does not get less"
    if steps[-1] >= 1 and ahead > _AHEAD_AT_END:
        return f"D ranks {0.5 + ahead:.0%} of the pairs right at the end of the budget"
    if np.median(last) < _BELOW:
        return f"D ranks {np.median(last):.0%} of the pairs right: less than a coin would"
    width = np.abs(np.log(np.maximum(column(snapshots, "spread"), 1e-9)))
    off = _now(width, steps)
    if off > _WIDTH and off > _BETTER * _before(width, steps):
        return f"the width of the fakes is off by a factor of {np.exp(off):.2g}, and it does not get less"
    return _swinging(snapshots, budget)


def _swinging(snapshots: Sequence[Snapshot], budget: int) -> str:
    """What the separation does, if it swings over a quarter of the budget, and did an eighth of it before."""
    if snapshots[-1].step < (2 * QUARTER + _APART) * budget:
        return ""
    until = snapshots[-1].step - _APART * budget
    earlier = [snapshot for snapshot in snapshots if snapshot.step <= until]
    swings = [_swing(recent(part, budget)) for part in (earlier, snapshots)]
    return f"the separation of D swings by {swings[1]:.2g}" if min(swings) > _SWINGS else ""


def _swing(last: Sequence[Snapshot]) -> float:
    rest = detrended(column(last, "separation")[:, None], column(last, "step"))[:, 0]
    return float(rest.std()) if crossings(rest) >= _CROSSINGS else 0.0


def _now(values: Floats, steps: Floats) -> float:
    return float(np.median(values[steps > steps[-1] - _LAST]))


def _before(values: Floats, steps: Floats) -> float:
    part = values[(steps > steps[-1] - _LAST - QUARTER) & (steps <= steps[-1] - QUARTER)]
    return float(np.median(part)) if len(part) else float("inf")
