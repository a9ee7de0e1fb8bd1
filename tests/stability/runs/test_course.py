import math

import numpy as np
import pytest

from gancheck.stability.runs.course import Course, main_period, mode_shares, movement, on_modes
from tests.stability.runs.made import course


def test_halves_together_are_the_whole() -> None:
    whole = course(jsd=lambda t: t, location=lambda t: t)
    first, second = whole.half(True), whole.half(False)
    for name in ("jsd", "separation", "pull", "finite", "steps", "masses", "location", "spread"):
        np.testing.assert_array_equal(
            np.concatenate([getattr(first, name), getattr(second, name)]), getattr(whole, name)
        )


def test_shares_of_modes_are_of_the_fakes_on_modes() -> None:
    found = course(masses=lambda t: (0.4, 0.1), weights=(0.5, 0.5))
    assert on_modes(found) == 0.5
    assert mode_shares(found).tolist() == [1.6, 0.4]


def test_light_modes_and_fakes_on_none_say_nothing() -> None:
    assert mode_shares(course(masses=lambda t: (0.0, 1.0), weights=(0.01, 0.99)))[0] == math.inf
    assert mode_shares(course(masses=lambda t: (0.04, 0.0))).tolist() == [1, 1]


def test_a_line_does_not_move() -> None:
    extent, crossed = movement(course(jsd=lambda t: t, location=lambda t: 5 * t))
    assert extent < 1e-9
    assert crossed >= 0


@pytest.mark.parametrize(
    ("moves", "extent"),
    [
        ({"jsd": lambda t: 0.3 + 0.04 * math.sqrt(2) * math.sin(20 * t)}, 2),
        ({"location": lambda t: 0.24 * math.sqrt(2) * math.sin(20 * t)}, 3),
        ({"masses": lambda t: (0.5 + 0.08 * math.copysign(1, math.sin(20 * t)),) * 2}, 1),
    ],
    ids=["jsd", "mean", "masses"],
)
def test_what_moves_is_measured_in_its_limits(moves, extent: float) -> None:
    found, crossed = movement(course(**moves))
    assert found == pytest.approx(extent, rel=0.1)
    assert 5 <= crossed <= 7


def test_the_period_is_in_iterations() -> None:
    assert main_period(course(location=lambda t: math.sin(2 * math.pi * t / 0.2))) == pytest.approx(200, rel=0.1)
    random = np.random.default_rng(0)
    assert main_period(course(location=lambda t: random.normal())) is None


def test_it_is_taken_member_by_member() -> None:
    from gancheck.stability.runs.outcome import Glimpse, Look

    looks = [Look(1, np.array([True, False]), np.array([0.1, 0.2]), np.array([0.5, 0.6]), np.array([1.0, 2.0]))]
    glimpses = [Glimpse(1, np.array([[1.0], [0.9]]), np.array([[0.0], [7.0]]), np.array([1.0, 3.0]))]
    second = Course.of(1, looks, glimpses, (1.0,))
    assert (second.jsd[0], second.separation[0], second.pull[0], second.spread[0]) == (0.2, 0.6, 2.0, 3.0)
    assert not second.finite[0]
    assert second.location[0, 0] == 7
