import math

import pytest

from gancheck.stability.state import State
from tests.stability.rules.courses import first_alarm, run, verdicts


@pytest.mark.parametrize(
    ("separation", "spread"),
    [
        (lambda t: 0.5 + 0.4 * math.exp(-6 * t), lambda t: 1.0),
        (lambda t: 0.5, lambda t: 1 - 0.8 * math.exp(-8 * t)),
        (lambda t: 0.58, lambda t: 0.95),
    ],
    ids=["equalises", "widens", "k = 5"],
)
def test_right_runs_raise_no_alarm(separation, spread) -> None:
    assert first_alarm(run(None, separation=separation, spread=spread, noise=0.012)) is None


def test_a_generator_that_stays_behind_is_stuck() -> None:
    course = run(None, separation=lambda t: 0.75)
    assert first_alarm(course) == pytest.approx(0.4, abs=0.026)
    assert verdicts(course)[-1].state is State.STUCK


def test_a_discriminator_worse_than_a_coin_is_told() -> None:
    found = verdicts(run(None, separation=lambda t: 0.2))[-1]
    assert "less than a coin would" in found.evidence


def test_a_width_that_stays_off_is_told() -> None:
    assert "is off by a factor of 1.6" in verdicts(run(None, spread=lambda t: 1.6))[-1].evidence


def test_behind_at_the_end_is_told() -> None:
    course = run(None, separation=lambda t: 0.5 + 0.5 * math.exp(-1.2 * t))
    assert first_alarm(course) == 1.0


def test_what_d_does_not_see_is_not_seen() -> None:
    """The price of knowing nothing: a generator that is off in shape, with a D that is blind to it, passes."""
    assert first_alarm(run(None, separation=lambda t: 0.5)) is None
