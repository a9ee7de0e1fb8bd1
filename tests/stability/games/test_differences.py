"""Differences: they are the derivative to their own error, and kinks have none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gancheck.stability.games.differences import NotSmoothError, derivatives

Floats = NDArray[np.float64]


def curved(x: Floats) -> Floats:
    return np.array([np.sin(3 * x[0]) * np.exp(x[1]), x[0] * x[1] ** 2, np.tanh(x[0] + 2 * x[1])])


def jacobian(x: Floats) -> Floats:
    a, b = np.sin(3 * x[0]) * np.exp(x[1]), 1 / np.cosh(x[0] + 2 * x[1]) ** 2
    return np.array([[3 * np.cos(3 * x[0]) * np.exp(x[1]), a], [x[1] ** 2, 2 * x[0] * x[1]], [b, 2 * b]])


@given(st.floats(-2, 2), st.floats(-2, 2))
def test_they_are_the_derivative_to_their_error(a: float, b: float) -> None:
    x = np.array([a, b])
    found = derivatives(curved, x, np.eye(2))
    assert (np.abs(found.value - jacobian(x)) <= found.error + 1e-14).all()
    assert found.error.max() < 1e-9


def test_a_direction_is_a_combination() -> None:
    x, direction = np.array([0.3, -0.8]), np.array([[0.6], [0.8]])
    np.testing.assert_allclose(derivatives(curved, x, direction).value, jacobian(x) @ direction, atol=1e-11)


def test_a_map_that_bends_sharply_takes_a_shorter_reach() -> None:
    found = derivatives(lambda x: np.sin(3000.0 * x), np.array([0.1]), np.eye(1))
    assert found.value[0, 0] == pytest.approx(3000 * np.cos(300.0), abs=1e-4)


@pytest.mark.parametrize(
    "kinked",
    [
        np.abs,
        np.sign,
        lambda x: np.maximum(x, 0.0),
        lambda x: np.abs(x - 1e-9),
        lambda x: np.sign(x) * np.abs(x) ** 0.5,
    ],
    ids=["abs", "sign", "relu", "nearby", "root"],
)
def test_a_kink_has_no_derivative(kinked: object) -> None:
    """|x| is even: differences from both sides agree on 0 at every distance."""
    assert callable(kinked)
    with pytest.raises(NotSmoothError, match="not differentiable at the point given"):
        derivatives(kinked, np.zeros(1), np.eye(1))


def test_what_is_not_a_number_has_no_derivative() -> None:
    with pytest.raises(NotSmoothError):
        derivatives(lambda x: np.full(1, np.nan), np.zeros(1), np.eye(1))
