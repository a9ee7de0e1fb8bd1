"""Oscillating: p_g moves to and fro without coming nearer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gancheck.stability.rules.recent import Floats, column, distances, recent
from gancheck.stability.series import crossings, detrended, period
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State, Verdict

_LIMITS = {"JSD": 0.02, "mean": 0.08, "modes": 0.08, "width": 0.08, "separation": 0.026}
_CROSSINGS = 3
_SHARES = (0.25, 0.5)
_PEAK = 0.4


def oscillating(snapshots: Sequence[Snapshot], budget: int) -> Verdict | None:
    """Name a run whose JSD, mean or masses swing about their trend, over the last quarter or half of the budget.

    Swings are a standard deviation above .02 nats, .08 standard deviations of the data, or a mean total variation of
    .08 between the modes; about a line, which is crossed three times or more. It must name SGD without decay; it must
    leave alone a run that travels one way, and the noise of 500 samples.
    """
    for share in _SHARES:
        last = [snapshot for snapshot in recent(snapshots, budget, share) if snapshot.finite]
        if len(last) < 6 or snapshots[-1].step < share * budget:
            continue
        steps = column(last, "step")
        for name, series in _series(last):
            rest = detrended(series, steps)
            mover = rest[:, rest.std(0).argmax()]
            extent = float(np.abs(rest).sum(1).mean()) / 2 if name == "modes" else float(mover.std())
            if extent > _LIMITS[name] and crossings(mover) >= _CROSSINGS:
                found = period(mover, steps)
                known = found.steps if found is not None and found.share > _PEAK else None
                seen = f"{_WORDS[name]} {extent:.2g} about the trend"
                return Verdict(State.OSCILLATING, snapshots[-1].step, seen, period=known)
    return None


_WORDS = {
    "JSD": "the JSD swings by",
    "mean": "the mean of the fakes swings by",
    "modes": "the masses of the modes swing by",
    "width": "the width of the fakes swings by",
    "separation": "the separation of D swings by",
}


def _series(last: Sequence[Snapshot]) -> list[tuple[str, Floats]]:
    """The series that are known at every snapshot, `(times, columns)`."""
    found: list[tuple[str, Floats]] = []
    if all(snapshot.location for snapshot in last):
        found.append(("mean", np.array([snapshot.location for snapshot in last])))
    if all(len(snapshot.masses) > 1 for snapshot in last):
        found.append(("modes", np.array([snapshot.masses for snapshot in last])))
    jsd = distances(last)
    if not np.isnan(jsd).any():
        found.append(("JSD", jsd[:, None]))
    if not found:
        known = [(name, column(last, field)) for name, field in (("width", "spread"), ("separation", "separation"))]
        found = [(name, series[:, None]) for name, series in known if not np.isnan(series).any()]
    return found
