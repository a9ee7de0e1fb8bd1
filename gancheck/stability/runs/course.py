"""What one run did in (N, 2N], and what is computed of that for its label."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gancheck.stability.runs.outcome import Glimpse, Look
from gancheck.stability.series import Floats, crossings, detrended, period

_LIGHT = 0.02  # a class with less of the mass is no mode to lose
_NONE = 0.05  # with fewer of the fakes on modes nothing can be said of their shares
_MOVEMENT = {"jsd": 0.02, "location": 0.08, "masses": 0.08}
_PEAK = 0.3  # share of a series' variation at one frequency, above which that is its period


@dataclass(frozen=True)
class Course:
    """Columns of looks, `(looks,)`, and of glimpses, `(glimpses,)` and `(glimpses, modes or dim)`; modes' weights."""

    finite: NDArray[np.bool_]
    jsd: Floats
    separation: Floats
    pull: Floats
    steps: Floats
    masses: Floats
    location: Floats
    spread: Floats
    weights: Floats

    @classmethod
    def of(cls, i: int, looks: Sequence[Look], glimpses: Sequence[Glimpse], weights: Sequence[float]) -> Course:
        """Return member i's."""
        return cls(
            finite=np.array([look.finite[i] for look in looks]),
            jsd=np.array([look.jsd[i] for look in looks]),
            separation=np.array([look.separation[i] for look in looks]),
            pull=np.array([look.pull[i] for look in looks]),
            steps=np.array([glimpse.step for glimpse in glimpses], dtype=np.float64),
            masses=np.array([glimpse.masses[i] for glimpse in glimpses]),
            location=np.array([glimpse.location[i] for glimpse in glimpses]),
            spread=np.array([glimpse.spread[i] for glimpse in glimpses]),
            weights=np.asarray(weights),
        )

    def half(self, first: bool) -> Course:
        """Return the first or the second half of it."""
        middle, center = len(self.jsd) // 2, len(self.steps) // 2
        few = slice(middle) if first else slice(middle, None)
        many = slice(center) if first else slice(center, None)
        return Course(
            finite=self.finite[few],
            jsd=self.jsd[few],
            separation=self.separation[few],
            pull=self.pull[few],
            steps=self.steps[many],
            masses=self.masses[many],
            location=self.location[many],
            spread=self.spread[many],
            weights=self.weights,
        )


def on_modes(course: Course) -> float:
    """The median share of the fakes that belong to any mode."""
    return float(np.median(course.masses.sum(1)))


def mode_shares(course: Course) -> Floats:
    """Each mode's median share of the fakes on modes, over its weight, `(modes,)`; infinite for light modes.

    1 for every mode where less than a twentieth of the fakes are on modes: then nothing can be said of them.
    """
    if on_modes(course) < _NONE:
        return np.ones_like(course.weights)
    on = np.maximum(course.masses.sum(1, keepdims=True), 1e-12)
    shares = np.median(course.masses / on, axis=0) / (course.weights / course.weights.sum())
    return np.where(course.weights < _LIGHT, math.inf, shares)


def movement(course: Course) -> tuple[float, int]:
    """How far p_g moves about its trend, in units of the limits, and how often it crosses it."""
    found = []
    for name, series, steps in _series(course):
        rest = detrended(series, steps)
        mover = rest[:, rest.std(0).argmax()]
        extent = float(np.abs(rest).sum(1).mean()) / 2 if name == "masses" else float(mover.std())
        found.append((extent / _MOVEMENT[name], crossings(mover)))
    return max(found)


def main_period(course: Course) -> float | None:
    """The period in iterations of the coordinate of the mean, or the mass, whose peak is clearest; None without one."""
    found = []
    for _, series, steps in _series(course)[1:]:
        rest = detrended(series, steps)
        found.append(period(rest[:, rest.std(0).argmax()], steps))
    best = max((each for each in found if each is not None), key=lambda each: each.share, default=None)
    return None if best is None or best.share < _PEAK else best.steps


def _series(course: Course) -> list[tuple[str, Floats, Floats]]:
    every = len(course.steps) // len(course.jsd)
    return [
        ("jsd", course.jsd[:, None], course.steps[every - 1 :: every]),
        ("location", course.location, course.steps),
        ("masses", course.masses, course.steps),
    ]
