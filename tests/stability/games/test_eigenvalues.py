"""Eigenvalues with their error: the bound holds, also for a defective matrix, and the verdict keeps to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.stability.games import FieldSpectrum, Spectrum, eigenvalue_distance
from gancheck.stability.games.eigenvalues import eigenvalues_with_error, in_order


@given(n=st.integers(1, 6), seed=st.integers(0, 2**32 - 1), size=st.floats(1e-12, 1e-3), defective=st.booleans())
def test_the_bound_holds(n: int, seed: int, size: float, defective: bool) -> None:
    """Each eigenvalue of the disturbed matrix is near some of the true one's: there is one bound for all of them."""
    rng = np.random.default_rng(seed)
    matrix = np.eye(n) + np.diag(np.ones(n - 1), 1) if defective else rng.normal(size=(n, n))
    off = rng.normal(size=(n, n))
    off *= size / np.linalg.norm(off, 2)
    found, error = eigenvalues_with_error(matrix + off, size)
    true = np.linalg.eigvals(matrix) if not defective else np.ones(n)
    assert np.abs(found[:, None] - true[None]).min(axis=1).max() <= error + 1e-14


def test_they_fall_in_modulus_and_then_in_imaginary_part() -> None:
    assert in_order(np.array([0.5, 1 - 1j, 1 + 1j, -3.0], dtype=complex)).tolist() == [-3, 1 + 1j, 1 - 1j, 0.5]


def test_the_distance_is_between_matched_pairs() -> None:
    a = np.array([1j, -1j, 2.0])
    assert eigenvalue_distance(a, a[::-1]) == 0.0
    assert eigenvalue_distance(a, np.array([2.0, 1j, 0.25 - 1j])) == 0.25
    assert eigenvalue_distance(a, a[:2]) == np.inf


@pytest.mark.parametrize(
    ("eigenvalue", "converges"), [(0.5, True), (-1.2, False), (1.0, None), (1 - 1e-9, None), (1 - 1e-7, True)]
)
def test_a_step_converges_inside_the_unit_circle(eigenvalue: float, converges: bool | None) -> None:
    found = Spectrum(np.array([eigenvalue + 0j]), np.array([[eigenvalue]]), 1e-8)
    assert found.radius == abs(eigenvalue)
    assert found.converges is converges


@pytest.mark.parametrize(("eigenvalue", "converges"), [(-0.5 + 3j, True), (0.1 - 1j, False), (1j, None), (-1e-9, None)])
def test_a_flow_converges_left_of_the_axis(eigenvalue: complex, converges: bool | None) -> None:
    found = FieldSpectrum(np.array([eigenvalue + 0j]), np.zeros((1, 1)), 1e-8)
    assert found.abscissa == eigenvalue.real
    assert found.converges is converges
