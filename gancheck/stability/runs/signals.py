"""How well single numbers tell healthy runs from others at the end of the budget, rules aside."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gancheck.stability.rules.recent import column, distances, recent
from gancheck.stability.runs.recording import Run
from gancheck.stability.runs.watching import Tier
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State

ALLOWED = (0.01, 0.05, 0.1)  # false alarms


@dataclass(frozen=True)
class Signal:
    """A number of the last quarter: larger is worse. `area` is that under its ROC curve.

    `found` are the shares of runs that are not healthy above the value that so many healthy ones exceed: .01, .05, .1.
    """

    tier: Tier
    name: str
    area: float
    found: tuple[float, ...]


def signals(runs: Sequence[Run]) -> list[Signal]:
    """Rank every number of every tier, on runs that are not borderline."""
    clear = [run for run in runs if not run.label.borderline]
    found = []
    for tier, name, value in _NUMBERS:
        seen = [run for run in clear if run.known or tier is not Tier.DENSITY]
        worst = np.array([_last(run, tier, value) for run in seen])
        ill = np.array([run.label.state is not State.HEALTHY for run in seen], dtype=bool)
        found.append(Signal(tier, name, *_curve(worst[~ill], worst[ill])))
    return found


def _last(run: Run, tier: Tier, value: Callable[[Sequence[Snapshot]], float]) -> float:
    last = recent([sight.at(tier) for sight in run.sights], run.budget)
    if not last[-1].finite:
        return math.inf
    found = value([snapshot for snapshot in last if snapshot.finite])
    return math.inf if math.isnan(found) else found


def _curve(well: np.ndarray, ill: np.ndarray) -> tuple[float, tuple[float, ...]]:
    if not len(well) or not len(ill):
        return math.nan, (math.nan,) * len(ALLOWED)
    above = (ill[:, None] > well).mean() + 0.5 * (ill[:, None] == well).mean()
    ordered = np.sort(well)[::-1]
    limits = [ordered[int(share * len(well))] for share in ALLOWED]
    return float(above), tuple(float((ill > limit).mean()) for limit in limits)


def _jsd(last: Sequence[Snapshot]) -> float:
    return float(np.median(distances(last)))


def _ahead(last: Sequence[Snapshot]) -> float:
    return abs(float(np.median(column(last, "separation"))) - 0.5)


def _swing(last: Sequence[Snapshot]) -> float:
    return float(np.std(column(last, "separation")))


def _width(last: Sequence[Snapshot]) -> float:
    return abs(math.log(max(float(np.median(column(last, "spread"))), 1e-12)))


def _median(name: str) -> Callable[[Sequence[Snapshot]], float]:
    return lambda last: float(np.median(column(last, name)))


_NUMBERS: tuple[tuple[Tier, str, Callable[[Sequence[Snapshot]], float]], ...] = (
    (Tier.DENSITY, "JSD", _jsd),
    (Tier.DATA, "JSD between clusters", _jsd),
    (Tier.NEITHER, "D's separation, from a half", _ahead),
    (Tier.NEITHER, "D's separation, how it swings", _swing),
    (Tier.NEITHER, "width, from the data's", _width),
    (Tier.NEITHER, "G's loss", _median("generator_loss")),
    (Tier.NEITHER, "D's loss", _median("discriminator_loss")),
    (Tier.NEITHER, "G's gradient", _median("generator_gradient")),
    (Tier.NEITHER, "D's gradient", _median("discriminator_gradient")),
    (Tier.NEITHER, "G's drift", _median("generator_drift")),
    (Tier.NEITHER, "D's drift", _median("discriminator_drift")),
)
