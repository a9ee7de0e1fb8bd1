"""Collapsed: modes of p_data are missing, and stay so; or all fakes are nearly one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gancheck.stability.rules.recent import median, recent
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State, Verdict

_SHARE = 0.75  # of the last snapshots, in which a mode is lost
_WIDTH = 0.25
_WIDTH_ALONE = 0.6  # where no mode is known


def collapsed(snapshots: Sequence[Snapshot], budget: int) -> Verdict | None:
    """Name a run that lost the same modes in three of four snapshots of the last quarter of the budget.

    Lost is shown by a binomial test each (Snapshot.lost). Or its fakes are less than a quarter as wide as the data. It
    must name a generator of one neuron between two modes; it must leave alone a mode that is light, or late.
    """
    last = recent(snapshots, budget)
    times = Counter(mode for snapshot in last for mode in snapshot.lost)
    modes = tuple(sorted(mode for mode, count in times.items() if count >= _SHARE * len(last)))
    step = snapshots[-1].step
    if modes:
        count = len(modes)
        return Verdict(State.COLLAPSED, step, f"{count} mode{'s' * (count > 1)} without fakes", modes=modes)
    width = median(last, "spread")
    if width < (_WIDTH if any(snapshot.masses for snapshot in last) else _WIDTH_ALONE):
        return Verdict(State.COLLAPSED, step, f"the fakes are {width:.2g} times as wide as the data")
    return None
