"""The last part of what was seen, and columns of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gancheck.stability.snapshot import Snapshot

Floats = NDArray[np.float64]

QUARTER = 0.25
LEAST = 4  # snapshots before anything but divergence is said


def recent(snapshots: Sequence[Snapshot], budget: int, share: float = QUARTER) -> Sequence[Snapshot]:
    """The snapshots of the last `share` of the budget, up to the newest."""
    since = snapshots[-1].step - share * budget
    return [snapshot for snapshot in snapshots if snapshot.step > since]


def column(snapshots: Sequence[Snapshot], name: str) -> Floats:
    """A field of every snapshot."""
    return np.array([getattr(snapshot, name) for snapshot in snapshots], dtype=np.float64)


def median(snapshots: Sequence[Snapshot], name: str) -> float:
    """The median of a field where it is known, NaN where it never is."""
    known = column(snapshots, name)
    known = known[~np.isnan(known)]
    return float(np.median(known)) if len(known) else float("nan")


def distances(snapshots: Sequence[Snapshot]) -> Floats:
    """The estimates of the JSD, NaN where there is none."""
    return np.array([np.nan if snapshot.jsd is None else snapshot.jsd.estimate for snapshot in snapshots])
