import math
import re

import numpy as np
import pytest

from gancheck.stability.state import State
from tests.stability.rules.courses import first_alarm, run, verdicts


def swing(period: float, size: float = 1.0, middle: float = 0.0):
    return lambda t: middle + size * math.sin(2 * math.pi * t / period)


@pytest.mark.parametrize("kind", ["64 bins", "bound"])
def test_a_mean_that_swings_is_named_with_its_period(kind: str) -> None:
    course = run(lambda t: 0.2, location=swing(0.2, 0.29), kind=kind, noise=0.005)
    found = verdicts(course)[-1]
    assert found.state is State.OSCILLATING
    assert found.period == pytest.approx(200, rel=0.1)
    assert re.search(r"the mean of the fakes swings by 0\.2\d?$", found.evidence)


def test_masses_that_travel_between_modes_are_named() -> None:
    def masses(t: float) -> tuple[float, float]:
        first = 0.5 + 0.4 * math.sin(2 * math.pi * t / 0.15)
        return first, 1 - first

    found = verdicts(run(lambda t: 0.15, masses=masses))[-1]
    assert found.state is State.OSCILLATING
    assert found.period == pytest.approx(150, rel=0.1)


def test_a_jsd_that_swings_is_named() -> None:
    assert verdicts(run(swing(0.2, 0.06, 0.2)))[-1].state is State.OSCILLATING


def test_a_run_that_is_healthy_may_swing() -> None:
    assert first_alarm(run(swing(0.2, 0.005, 0.015), location=swing(0.2, 0.1))) is None


def test_one_that_travels_one_way_is_stuck() -> None:
    course = run(lambda t: 0.4 - 0.1 * t**2, location=lambda t: 2 * t**2)
    assert verdicts(course)[-1].state is State.STUCK


def test_the_noise_of_500_samples_is_no_swing() -> None:
    """Eight modes: the total variation about the trend is .05 on average, the limit .08; 1 run in 1000 at most."""
    random = np.random.default_rng(3)
    wrong = 0
    for _ in range(50):
        course = run(lambda t: 0.2, masses=lambda t: tuple(random.multinomial(500, [1 / 8] * 8) / 500))
        wrong += verdicts(course)[-1].state is not State.STUCK
    assert wrong == 0


def test_d_alone_shows_a_swing_by_its_separation() -> None:
    found = verdicts(run(None, separation=swing(0.12, 0.1, 0.5)))[-1]
    assert found.state is State.OSCILLATING
    assert "the separation of D swings" in found.evidence


def test_one_jump_is_no_swing() -> None:
    """A line fitted to a jump is crossed three times."""
    course = run(lambda t: 0.1 if t < 0.9 else 0.3, location=lambda t: 0.0 if t < 0.9 else 1.0)
    assert verdicts(course)[-1].state is State.STUCK
