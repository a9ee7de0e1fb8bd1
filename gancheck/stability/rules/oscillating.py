"""Oscillating: p_g moves to and fro without coming nearer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gancheck.stability.rules.recent import Floats, column, distances, recent
from gancheck.stability.series import crossings, detrended, period
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State, Verdict

# About the trend: nats, standard deviations of the data, total variation, and for D the probability of a right rank.
_LIMITS = {"mean": 0.08, "modes": 0.08, "JSD": 0.02, "width": 0.08, "separation": 0.026}
_WORDS = {
    "mean": "the mean of the fakes swings",
    "modes": "the masses of the modes swing",
    "JSD": "the JSD swings",
    "width": "the width of the fakes swings",
    "separation": "the separation of D swings",
}
_CROSSINGS = 4
_SHARES = (0.25, 0.5)  # of the budget
_LEAST = 6  # snapshots
_PEAK = 0.65


def oscillating(snapshots: Sequence[Snapshot], budget: int) -> Verdict | None:
    """Name a run whose mean, masses or JSD swing about a line, over the last quarter or half of the budget.

    By a standard deviation of .08 of the data's, of .02 nats, or a mean total variation of .08 between the modes,
    across the line four times or more. Where neither data nor modes are known, the fakes' width and D's separation
    stand for them. It must name SGD without decay; it must leave alone a run that travels one way, and the noise of
    500 samples.
    """
    for share in _SHARES:
        last = [snapshot for snapshot in recent(snapshots, budget, share) if snapshot.finite]
        if len(last) < _LEAST or snapshots[-1].step < share * budget:
            continue
        for name, mover, extent in _movers(last):
            if extent > _LIMITS[name] and crossings(mover) >= _CROSSINGS:
                seen = f"{_WORDS[name]} by {extent:.2g}"
                return Verdict(State.OSCILLATING, snapshots[-1].step, seen, period=_period(snapshots, budget))
    return None


def _period(snapshots: Sequence[Snapshot], budget: int) -> float | None:
    """The period that explains most of a series over the last half of the budget; None where none explains much.

    One shorter than two snapshots can't be seen, and looks like a longer one.
    """
    last = [snapshot for snapshot in recent(snapshots, budget, max(_SHARES)) if snapshot.finite]
    found = [period(mover, column(last, "step")) for _, mover, _ in _movers(last)]
    best = max((each for each in found if each is not None), key=lambda each: each.share, default=None)
    return None if best is None or best.share < _PEAK else best.steps


def _movers(last: Sequence[Snapshot]) -> list[tuple[str, Floats, float]]:
    """Of every series, the column that moves most about its line, and how far."""
    steps = column(last, "step")
    found = []
    for name, series in _series(last):
        rest = detrended(series, steps)
        mover = rest[:, rest.std(0).argmax()]
        extent = float(np.abs(rest).sum(1).mean()) / 2 if name == "modes" else float(mover.std())
        found.append((name, mover, extent))
    return found


def _series(last: Sequence[Snapshot]) -> list[tuple[str, Floats]]:
    """The series that are known at every snapshot, `(times, columns)`."""
    found: list[tuple[str, Floats]] = []
    if all(snapshot.location for snapshot in last):
        found.append(("mean", np.array([snapshot.location for snapshot in last])))
    if all(len(snapshot.masses) > 1 for snapshot in last):
        found.append(("modes", np.array([snapshot.masses for snapshot in last])))
    found.append(("JSD", distances(last)[:, None]))
    found = [(name, series) for name, series in found if not np.isnan(series).any()]
    if found:
        return found
    alone = [("width", column(last, "spread")), ("separation", column(last, "separation"))]
    return [(name, series[:, None]) for name, series in alone if not np.isnan(series).any()]
