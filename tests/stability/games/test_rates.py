"""Measured rates: those of runs whose rate is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.stability.games import measured_rate


@given(rate=st.floats(0.5, 2.0), start=st.floats(1e-9, 1e3), steps=st.integers(10, 100))
def test_a_geometric_run(rate: float, start: float, steps: int) -> None:
    assert measured_rate([start * rate**t for t in range(steps)]) == pytest.approx(rate, rel=1e-9)


@given(rate=st.floats(0.9, 1.1), angle=st.floats(0.2, 1.3), skew=st.floats(0.3, 3.0))
def test_a_turning_run(rate: float, angle: float, skew: float) -> None:
    """A complex pair: the distance swings around the line. 500 steps hold some 16 turns or more."""
    basis = np.array([[1.0, 0.3], [0.0, skew]])
    turn = rate * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = basis @ turn @ np.linalg.inv(basis)
    state, distances = np.ones(2), []
    for _ in range(500):
        distances.append(float(np.linalg.norm(state)))
        state = matrix @ state
    assert measured_rate(distances) == pytest.approx(rate, abs=1e-3)


def test_what_passes_off_is_left_out() -> None:
    assert measured_rate([0.9**t + 100 * 0.5**t for t in range(100)]) == pytest.approx(0.9, abs=1e-6)


@pytest.mark.parametrize(
    ("distances", "message"),
    [
        ([1.0] * 9, "at least 10 distances"),
        ([1.0] * 9 + [0.0], "is 0 or not finite"),
        ([1.0] * 9 + [np.inf], "not finite"),
    ],
)
def test_too_little_is_told(distances: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        measured_rate(distances)
