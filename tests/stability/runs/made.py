"""Made-up courses, from functions of the time in (0, 1], and runs."""

from collections.abc import Callable, Sequence

import numpy as np

from gancheck.stability.runs.course import Course
from gancheck.stability.runs.label import Label
from gancheck.stability.runs.outcome import GLIMPSES, LOOKS
from gancheck.stability.runs.recording import Run
from gancheck.stability.runs.watching import Sight
from gancheck.stability.state import State
from tests.stability.rules.courses import BUDGET
from tests.stability.rules.courses import run as snapshots

Number = Callable[[float], float]


def course(
    *,
    jsd: Number = lambda t: 0.1,
    separation: Number = lambda t: 0.6,
    pull: Number = lambda t: 1.0,
    finite: Callable[[float], bool] = lambda t: True,
    location: Number = lambda t: 0.0,
    spread: Number = lambda t: 1.0,
    masses: Callable[[float], Sequence[float]] = lambda t: (0.5, 0.5),
    weights: Sequence[float] = (0.5, 0.5),
) -> Course:
    """What a run does in (1000, 2000]."""
    looks, glimpses = np.arange(1, LOOKS + 1) / LOOKS, np.arange(1, GLIMPSES + 1) / GLIMPSES
    return Course(
        finite=np.array([finite(t) for t in looks]),
        jsd=np.array([jsd(t) for t in looks]),
        separation=np.array([separation(t) for t in looks]),
        pull=np.array([pull(t) for t in looks]),
        steps=1000 + 1000 * glimpses,
        masses=np.array([masses(t) for t in glimpses]),
        location=np.array([[location(t), 0.0] for t in glimpses]),
        spread=np.array([spread(t) for t in glimpses]),
        weights=np.asarray(weights),
    )


def run(
    jsd: Number,
    state: State,
    *,
    known: bool = True,
    borderline: bool = False,
    setting: str = "made up",
    seed: int = 0,
    **more,
) -> Run:
    """A run whose snapshots are given as for the rules."""
    sights = tuple(Sight(snapshot, snapshot.jsd, snapshot.masses, snapshot.lost) for snapshot in snapshots(jsd, **more))
    label = Label(state, borderline, "made up" if borderline else "", more.get("modes", ()), None)
    return Run(setting, seed, False, known, BUDGET, sights, label, course(jsd=jsd))
