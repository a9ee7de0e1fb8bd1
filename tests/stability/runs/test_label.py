import math

import pytest

from gancheck.stability.runs.label import label
from gancheck.stability.state import State
from tests.stability.runs.made import course

LOST = {"masses": lambda t: (0.95, 0.0)}
OFF = {"jsd": lambda t: 0.66, "separation": lambda t: 0.99, "masses": lambda t: (0.1, 0.1)}


def swing(size: float):
    return lambda t: size * math.sin(2 * math.pi * t / 0.15)


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ({"finite": lambda t: False}, State.DIVERGED),
        ({"location": lambda t: 40.0}, State.DIVERGED),
        ({"spread": lambda t: 40.0}, State.DIVERGED),
        ({"jsd": lambda t: 0.01}, State.HEALTHY),
        ({"jsd": lambda t: 0.01} | LOST, State.HEALTHY),
        (OFF | {"pull": lambda t: 0.001}, State.VANISHING),
        (OFF | {"pull": lambda t: 3.0}, State.OVERPOWERED),
        (OFF | {"location": swing(1.0)}, State.OVERPOWERED),
        ({"location": swing(0.3)}, State.OSCILLATING),
        ({"jsd": lambda t: 0.3 + swing(0.1)(t)} | LOST, State.OSCILLATING),
        (LOST, State.COLLAPSED),
        ({"spread": lambda t: 0.1}, State.COLLAPSED),
        ({}, State.STUCK),
        ({"location": lambda t: 3 * t}, State.STUCK),
    ],
)
def test_each_criterion(what, state: State) -> None:
    found = label(course(**what))
    assert found.state is state
    assert not found.borderline


@pytest.mark.parametrize(
    ("what", "state", "why"),
    [
        ({"jsd": lambda t: 0.027}, State.HEALTHY, "jsd 0.027"),
        ({"jsd": lambda t: 0.033}, State.STUCK, "jsd 0.033"),
        ({"jsd": lambda t: 0.01 if t < 0.5 else 0.1}, State.STUCK, "healthy share 0.438"),
        ({"location": swing(0.12)}, State.OSCILLATING, "movement 1.06"),
        ({"location": lambda t: 4 * t**2}, State.STUCK, "moves one way"),
        ({"masses": lambda t: (0.85, 0.15)}, State.STUCK, "mode 0.3"),
        (OFF | {"pull": lambda t: 0.06}, State.OVERPOWERED, "pull 0.06"),
        (OFF | {"masses": lambda t: (0.2, 0.2)}, State.OVERPOWERED, "off the data 0.6"),
        ({"finite": lambda t: t < 0.8}, State.DIVERGED, "stuck, then diverged"),
        ({"masses": lambda t: (0.95, 0.0) if t < 0.45 else (0.5, 0.5)}, State.STUCK, "moves one way"),
    ],
)
def test_close_calls_are_borderline(what, state: State, why: str) -> None:
    found = label(course(**what))
    assert found.state is state
    assert why in found.why
    assert found.borderline


def test_a_collapse_names_its_modes_and_an_oscillation_its_period() -> None:
    assert label(course(**LOST)).modes == (1,)
    found = label(course(location=swing(0.3)))
    assert found.period == pytest.approx(150, rel=0.1)
    assert label(course()).period is None


def test_modes_count_among_the_fakes_on_modes() -> None:
    """Three in four fakes are between the modes, and those on them are shared evenly: no mode is lost."""
    assert label(course(masses=lambda t: (0.12, 0.13))).state is State.STUCK
