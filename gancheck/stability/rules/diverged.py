"""Diverged: something is not finite, or the fakes have left the region of the data for good."""

from __future__ import annotations

from collections.abc import Sequence

from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State, Verdict

FAR = 10.0  # standard deviations of the data
_TIMES = 3


def diverged(snapshots: Sequence[Snapshot], budget: int) -> Verdict | None:
    """Name a run diverged whose newest snapshot is not finite, or whose newest three lie 10 deviations away.

    Away is the mean of the fakes, or their width. It must name a run of Wasserstein critic and SGD whose weights
    overflow; it must leave alone a run that starts 20 deviations away and comes nearer, or overshoots once.
    """
    now = snapshots[-1]
    if not now.finite:
        return Verdict(State.DIVERGED, now.step, "a fake, an output of D or a parameter is not finite")
    last = [away(snapshot) for snapshot in snapshots[-_TIMES:]]
    if len(last) == _TIMES and min(last) > FAR and last[-1] >= 0.9 * last[0]:
        return Verdict(State.DIVERGED, now.step, f"the fakes are {last[-1]:.3g} standard deviations of the data away")
    return None


def away(snapshot: Snapshot) -> float:
    """How far the fakes reach, in standard deviations of the data; 0 where it is not known."""
    known = [abs(value) for value in (*snapshot.location, snapshot.spread) if value == value]
    return max(known, default=0.0)
