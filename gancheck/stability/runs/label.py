"""What became of a run: its label, from (N, 2N] alone.

The criteria are stated on p_data and p_g as they are (exact JSD, masses on many points), on D's separation of large
samples, and on the gradient that reaches the fakes. They are tried in this order; the first that holds is the label.

- diverged: D, G or p_g is not finite at a look; or p_g is, at the median, more than 10 of p_data's scales away from its
  mean, or 10 times as wide.
- healthy: the JSD is below .03 nats at 9 in 10 looks.
- D wins: the median JSD is above .3, the median separation above .9, and at the median less than half of the fakes
  belong to any mode: fakes that D tells apart because they are off the data, not because modes are missing. Vanishing
  gradient where the median gradient of G's loss at a fake is below .05 for each of p_data's scales, else discriminator
  overpowers.
- oscillating: p_g moves to and fro. About its linear trend, the JSD has a standard deviation above .02, or a
  coordinate of the mean one above .08 scales, or the masses of the modes a mean total variation above .08; and the
  series that exceeds its limit by most crosses its trend four times or more (twice, in half of the time).
- collapsed: of the fakes on modes, a mode has at the median less than a quarter of its weight; or p_g's width is less
  than a quarter of p_data's.
- stuck: what is left.

A run is borderline where a number that decided is within the zone around its limit that `_ZONES` gives, where the
JSD is below .03 for more than a quarter and less than 95 % of the looks, where the median JSD is within .006 of .03,
where p_g moves one way, or where the first and the second half of (N, 2N] would get different labels from the whole.

Labels and detectors share the notion of a mode's region (`gancheck.stability.regions`) and no number: a detector tests
fresh fakes of [0, N] snapshot by snapshot, a label takes the median over (N, 2N] of p_g's masses on latent points that
no detector saw. With regions of three scales 7 of the 360 tuned runs would get another state, or be borderline or not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gancheck.stability.runs.course import Course, main_period, mode_shares, movement, on_modes
from gancheck.stability.state import State

HEALTHY_JSD = 0.03
_NEAR = 0.006
# The limit of every criterion, and the zone around it in which a run is borderline.
_ZONES = {
    "distance": (10.0, 7.0, 15.0),
    "healthy share": (0.9, 0.25, 0.95),
    "jsd": (0.3, 0.25, 0.35),
    "separation": (0.9, 0.87, 0.93),
    "off the data": (0.5, 0.35, 0.65),
    "pull": (0.05, 0.025, 0.1),
    "movement": (1.0, 0.8, 1.25),
    "mode": (0.25, 0.15, 0.35),
    "width": (0.25, 0.2, 0.3),
}
_CROSSINGS = 4  # of a line that is fitted to it: one jump crosses it three times


@dataclass(frozen=True)
class Label:
    """A run's state; whether it was a close call, and why; the modes lost and the period in iterations, if any."""

    state: State
    borderline: bool = False
    why: str = ""
    modes: tuple[int, ...] = ()
    period: float | None = None


def label(course: Course) -> Label:
    """Return the label of a run."""
    state, close = _decide(course, _CROSSINGS)
    halves = [_decide(course.half(first), _CROSSINGS // 2)[0] for first in (True, False)]
    if not close and any(half is not state for half in halves):
        close = [f"{halves[0]}, then {halves[1]}"]
    lost: tuple[int, ...] = ()
    if state is State.COLLAPSED:
        lost = tuple(np.flatnonzero(mode_shares(course) < _ZONES["mode"][0]).tolist())
    period = main_period(course) if state is State.OSCILLATING else None
    return Label(state, bool(close), ", ".join(close), lost, period)


def _decide(course: Course, least_crossings: int) -> tuple[State, list[str]]:
    """Return the state, and what was close."""
    close: list[str] = []
    if not course.finite.all():
        return State.DIVERGED, close
    away = np.maximum(np.abs(course.location).max(1), course.spread)
    if _above("distance", float(np.median(away)), close):
        return State.DIVERGED, close
    distance = float(np.nanmedian(course.jsd))
    if abs(distance - HEALTHY_JSD) < _NEAR:
        close.append(f"jsd {distance:.3g}")
    if _above("healthy share", float((course.jsd < HEALTHY_JSD).mean()), close):
        return State.HEALTHY, close
    separation, off = float(np.median(course.separation)), 1 - on_modes(course)
    if _all_above({"jsd": distance, "separation": separation, "off the data": off}, close):
        strong = _above("pull", float(np.median(course.pull)), close)
        return State.OVERPOWERED if strong else State.VANISHING, close
    extent, crossed = movement(course)
    if _above("movement", extent, close):
        if crossed >= least_crossings:
            return State.OSCILLATING, close
        close.append("moves one way")
    kept = _above("mode", float(mode_shares(course).min()), close)
    wide = _above("width", float(np.median(course.spread)), close)
    return State.STUCK if kept and wide else State.COLLAPSED, close


def _above(name: str, value: float, close: list[str]) -> bool:
    """Whether a value exceeds its limit; noted in `close` where it is in the zone."""
    limit, low, high = _ZONES[name]
    if low < value < high:
        close.append(f"{name} {value:.3g}")
    return value > limit


def _all_above(values: dict[str, float], close: list[str]) -> bool:
    """Whether all exceed their limits; close calls count where none is clearly below its zone."""
    if any(value <= _ZONES[name][1] for name, value in values.items()):
        return False
    above = [_above(name, value, close) for name, value in values.items()]
    return all(above)
