import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.theory.pushforward.maps import CubicPieces, LinearPieces


def linear(seed: int, n: int) -> LinearPieces:
    rng = np.random.default_rng(seed)
    return LinearPieces(np.sort(rng.normal(size=n)), rng.normal(size=n), (0.5, -2.0))


def cubic(seed: int, n: int) -> CubicPieces:
    rng = np.random.default_rng(seed)
    z = np.cumsum(rng.uniform(0.1, 1, size=n))
    x = np.sin(z)
    return CubicPieces(z, x, np.cos(z) * rng.uniform(0, 1, size=n), (0.5, -2.0))


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(2, 40))
def test_inverting_linear_pieces(seed: int, n: int) -> None:
    pieces = linear(seed, n)
    piece = np.arange(n - 1)
    z = pieces.z[:-1] + 0.3 * np.diff(pieces.z)
    back, log_slope = pieces.invert(piece, pieces.forward(z))
    np.testing.assert_allclose(back, z, atol=1e-10)
    np.testing.assert_allclose(np.exp(log_slope), np.abs(np.diff(pieces.x) / np.diff(pieces.z)))


@pytest.mark.parametrize("share", [1e-7, 0.01, 0.3, 0.5, 0.9, 1 - 1e-7])
def test_inverting_cubic_pieces(share: float) -> None:
    z = np.linspace(0.0, 2 * np.pi, 9)
    pieces = CubicPieces(z, np.sin(z), np.where(np.abs(np.cos(z)) < 1e-9, 0.0, np.cos(z)), (1.0, 1.0))
    piece = np.arange(8)
    at = z[:-1] + share * np.diff(z)
    x = pieces.forward(at)
    back, log_slope = pieces.invert(piece, x)
    # Beside a fold x has half of the digits of z.
    np.testing.assert_allclose(back, at, atol=1e-8)
    np.testing.assert_allclose(pieces.forward(back), x, atol=1e-15)
    step = 1e-6 * np.minimum(share, 1 - share)
    numeric = np.abs(pieces.forward(at + step) - pieces.forward(at - step)) / (2 * step)
    np.testing.assert_allclose(np.exp(log_slope), numeric, rtol=2e-2, atol=1e-3)


@pytest.mark.parametrize("make", [linear, cubic])
def test_beyond_the_knots_it_goes_on(make) -> None:  # type: ignore[no-untyped-def]
    pieces = make(0, 12)
    low, high = pieces.z[0], pieces.z[-1]
    ends = pieces.forward(np.array([low - 2.0, low, high, high + 3.0]))
    np.testing.assert_allclose(ends, [pieces.x[0] - 1.0, pieces.x[0], pieces.x[-1], pieces.x[-1] - 6.0])


def test_knots_are_met_exactly() -> None:
    pieces = cubic(1, 10)
    np.testing.assert_allclose(pieces.forward(pieces.z), pieces.x, atol=1e-15)
