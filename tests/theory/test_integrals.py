import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special

from gancheck.theory import Integral, IntegrationError, integrate

Floats = NDArray[np.float64]


@pytest.mark.parametrize(
    ("f", "landmarks", "support", "exact"),
    [
        (lambda x: np.exp(-0.5 * x * x), (0.0, 1.0), (-math.inf, math.inf), math.sqrt(2 * math.pi)),
        (lambda x: 1 / (1 + x * x), (0.0,), (-math.inf, math.inf), math.pi),
        (lambda x: (1 + np.abs(x)) ** -1.1, (0.0,), (-math.inf, math.inf), 20.0),
        (lambda x: np.maximum(x, 1e-320) ** -0.9, (), (0.0, 1.0), 10.0),
        (lambda x: np.log(x), (), (0.0, 1.0), -1.0),
        (lambda x: np.where(x > 1 / 3, 1.0, 0.0), (), (0.0, 1.0), 2 / 3),
        (lambda x: np.exp(-np.abs(x - 1e4) / 1e-2), (1e4, 1e4 + 1e-2), (-math.inf, math.inf), 2e-2),
        (lambda x: np.exp(x), (), (-math.inf, 1.0), math.e),
    ],
)
def test_known_integrals(f, landmarks, support, exact) -> None:  # type: ignore[no-untyped-def]
    found = integrate(f, landmarks, support=support)
    assert abs(found.value - exact) <= found.error <= 1e-10
    assert float(found) == found.value


@given(a=st.floats(0.1, 8), b=st.floats(0.1, 30), cut=st.floats(0.01, 0.99))
def test_the_error_bound_is_honoured(a: float, b: float, cut: float) -> None:
    # x^(a-1) exp(-b x), singular or not at 0, with a jump that a landmark tells.
    def f(x: Floats) -> Floats:
        return np.where(x < cut, x ** (a - 1) * np.exp(-b * x), 0.0)

    exact = special.gammainc(a, b * cut) * special.gamma(a) / b**a
    found = integrate(f, (cut,), support=(0.0, 1.0))
    assert abs(found.value - exact) <= found.error + 1e-13 * exact  # of the reference
    assert found.error <= 1e-10


def test_a_missed_bound_raises() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(IntegrationError, match=r"is known to .* only, and 1.0e-10 is allowed"):
        integrate(lambda x: rng.normal(size=x.shape), support=(0.0, 1.0))


def test_a_divergent_integral_raises() -> None:
    with pytest.raises(IntegrationError):
        integrate(lambda x: 1 / (1 + np.abs(x)), (0.0,))


def test_a_number_that_is_none_raises() -> None:
    with pytest.raises(IntegrationError):
        integrate(lambda x: np.full_like(x, np.nan), support=(0.0, 1.0))


def test_relative_tolerance() -> None:
    found = integrate(lambda x: 1e9 * np.where(x > 1 / 3, 1.0, 0.0), support=(0.0, 1.0), relative=1e-6)
    assert abs(found.value - 2e9 / 3) <= found.error <= 1e-6 * found.value


def test_integrals_are_values() -> None:
    assert Integral(1.0, 0.1) == Integral(1.0, 0.1)
