import math

import pytest

from gancheck.stability.state import State
from tests.stability.rules.courses import falling, first_alarm, run, verdicts

OFF = {"jsd": lambda t: 0.68, "masses": lambda t: (0.02, 0.01), "separation": lambda t: 0.999}
KNOWN = {"density": {}, "data": {"kind": "bound", "masses": lambda t: (0.9, 0.1)}, "neither": {"jsd": None}}


@pytest.mark.parametrize("known", KNOWN)
def test_a_saturating_loss_against_a_fast_discriminator_is_a_vanishing_gradient(known: str) -> None:
    course = run(**(OFF | KNOWN[known]), gradient=lambda t: 1e-4, loss=lambda t: -1e-6)
    assert verdicts(course)[-1].state is State.VANISHING
    assert first_alarm(course) <= 0.3


@pytest.mark.parametrize("known", KNOWN)
def test_a_generator_that_has_a_gradient_and_cannot_follow_is_overpowered(known: str) -> None:
    course = run(**(OFF | KNOWN[known]), gradient=lambda t: 9.0, loss=lambda t: 7.0)
    assert verdicts(course)[-1].state is State.OVERPOWERED
    assert "100% of the pairs" in verdicts(course)[-1].evidence


def test_a_generator_whose_own_outputs_saturate_is_overpowered() -> None:
    course = run(**OFF, gradient=lambda t: 1e-3, loss=lambda t: 14.0)
    assert verdicts(course)[-1].state is State.OVERPOWERED


def test_fakes_on_the_data_that_d_tells_apart_are_not() -> None:
    course = run(lambda t: 0.4, masses=lambda t: (0.95, 0.0), lost=lambda t: (1,), separation=lambda t: 0.93)
    assert verdicts(course)[-1].state is State.COLLAPSED


def test_d_ahead_at_the_start_raises_no_alarm() -> None:
    def ahead(t: float) -> float:
        return 0.5 + 0.5 * math.exp(-5 * t)

    assert first_alarm(run(falling(), separation=ahead)) is None
    assert first_alarm(run(None, separation=ahead)) is None
