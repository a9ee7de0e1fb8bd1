"""Collapsed: modes of p_data are missing, and stay so; or all fakes are nearly one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gancheck.stability.rules.recent import median, recent
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State, Verdict

_TIMES = 0.75  # of the last snapshots, in which a mode is lost
_CLUSTERS = 0.2  # of the clusters, where they stand for modes: one may be a tail
_WIDTH = 0.25
_WIDTH_ALONE = 0.6  # where no mode is known


def collapsed(snapshots: Sequence[Snapshot], budget: int) -> Verdict | None:
    """Name a run that lost the same modes in three of four snapshots of the last quarter of the budget.

    Lost is shown by a binomial test each (`Snapshot.lost`). Or its fakes are less than a quarter as wide as the data;
    six tenths, where no mode is known. It must name a generator of one neuron between two modes; it must leave alone
    a mode that is light, or late.
    """
    last = recent(snapshots, budget)
    times = Counter(mode for snapshot in last for mode in snapshot.lost)
    modes = tuple(sorted(mode for mode, count in times.items() if count >= _TIMES * len(last)))
    step = snapshots[-1].step
    all_modes = max(len(snapshot.masses) for snapshot in last)
    clusters = any(snapshot.jsd is not None and snapshot.jsd.kind == "bound" for snapshot in last)
    if len(modes) > (_CLUSTERS * all_modes if clusters else 0):
        what = "clusters of the data" if clusters else "modes"
        return Verdict(State.COLLAPSED, step, f"{len(modes)} of {all_modes} {what} without fakes", modes=modes)
    width = median(last, "spread")
    if width < (_WIDTH if all_modes else _WIDTH_ALONE):
        return Verdict(State.COLLAPSED, step, f"the fakes are {width:.2g} times as wide as the data")
    return None
