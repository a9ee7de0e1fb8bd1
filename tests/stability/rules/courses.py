"""Snapshots as they would be taken of a made-up run: 40 over a budget of 1000, from functions of the time in [0, 1]."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gancheck.stability.rules import judge
from gancheck.stability.snapshot import Jsd, Snapshot
from gancheck.stability.state import Verdict

BUDGET = 1000
TIMES = 40

Number = Callable[[float], float]


def run(
    jsd: Number | None,
    *,
    location: Number = lambda t: 0.0,
    masses: Callable[[float], Sequence[float]] = lambda t: (0.5, 0.5),
    lost: Callable[[float], tuple[int, ...]] = lambda t: (),
    separation: Number = lambda t: 0.5,
    spread: Number = lambda t: 1.0,
    gradient: Number = lambda t: 0.5,
    loss: Number = lambda t: 0.7,
    kind: str = "64 bins",
    noise: float = 0.0,
    budget: int = BUDGET,
    **more: Any,
) -> list[Snapshot]:
    """The snapshots; `noise` is the standard deviation of every number but the masses and the gradient."""
    random = np.random.default_rng(0)

    def noisy(value: float) -> float:
        return value + noise * float(random.normal())

    found = []
    for i in range(1, TIMES + 1):
        t = i / TIMES
        distance = None
        if jsd is not None:
            estimate = max(noisy(jsd(t)), 0.0)
            distance = Jsd(estimate, 0.8 * estimate, math.log(2) if kind == "bound" else 1.2 * estimate, kind)
        found.append(
            Snapshot(
                step=budget * i // TIMES,
                jsd=distance,
                masses=tuple(masses(t)) if jsd is not None else (),
                lost=lost(t) if jsd is not None else (),
                location=(noisy(location(t)), 0.0) if jsd is not None else (),
                separation=noisy(separation(t)),
                spread=noisy(spread(t)),
                generator_gradient=gradient(t),
                generator_loss=loss(t),
                **more,
            )
        )
    return found


def verdicts(snapshots: Sequence[Snapshot], budget: int = BUDGET) -> list[Verdict]:
    """The verdict after every snapshot."""
    return [judge(snapshots[: i + 1], budget) for i in range(len(snapshots))]


def first_alarm(snapshots: Sequence[Snapshot], budget: int = BUDGET) -> float | None:
    """The first alarm's share of the budget."""
    return next((verdict.step / budget for verdict in verdicts(snapshots, budget) if verdict.state.alarming), None)


def falling(floor: float = 0.005, rate: float = 8.0) -> Number:
    """A JSD that falls from log 2 to a floor."""
    return lambda t: floor + (math.log(2) - floor) * math.exp(-rate * t)
