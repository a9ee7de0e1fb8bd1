import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial.distance import jensenshannon

from gancheck.theory import function_space as fs

Floats = NDArray[np.float64]
seeds = st.integers(0, 2**32 - 1)


def vector(seed: int, n: int, *, empty: float = 0.0) -> Floats:
    rng = np.random.default_rng(seed)
    p = rng.gamma(0.5, size=n) + 1e-300
    p[1:][rng.random(n - 1) < empty] = 0.0
    return p / p.sum()


@given(seed=seeds, n=st.integers(2, 200), empty=st.sampled_from([0.0, 0.3]))
def test_theorem_1(seed: int, n: int, empty: float) -> None:
    p, q = vector(seed, n, empty=empty), vector(seed + 1, n, empty=empty)
    assert abs(fs.criterion(p, q) + math.log(4) - 2 * fs.jsd(p, q)) < 5e-15
    assert fs.jsd(p, q) == pytest.approx(jensenshannon(p, q) ** 2, abs=1e-15)  # SciPy's, in nats
    assert fs.jsd(p, p) == 0.0
    assert 0 <= fs.jsd(p, q) <= math.log(2) + 1e-15


@given(seed=seeds, n=st.integers(2, 50))
def test_no_discriminator_beats_the_optimal_one(seed: int, n: int) -> None:
    p, q = vector(seed, n, empty=0.2), vector(seed + 1, n, empty=0.2)
    best = fs.criterion(p, q)
    others = np.random.default_rng(seed).uniform(size=(20, n))
    assert (fs.value(p, q, others) <= best + 1e-14).all()


@given(seed=seeds, n=st.integers(2, 30))
def test_the_gradient_is_the_derivative(seed: int, n: int) -> None:
    p, q = vector(seed, n), 0.5 / n + 0.5 * vector(seed + 1, n)
    direction = vector(seed + 2, n) - q
    step = 1e-5
    numeric = (fs.criterion(p, q + step * direction) - fs.criterion(p, q - step * direction)) / (2 * step)
    assert fs.gradient(p, q) @ direction == pytest.approx(numeric, abs=1e-6)


def test_the_gradient_is_level_at_the_minimum_only() -> None:
    p = vector(0, 10)
    np.testing.assert_allclose(fs.gradient(p, p), math.log(0.5), rtol=1e-14)
    assert np.ptp(fs.gradient(p, vector(1, 10))) > 0.1
    assert fs.gradient([0.5, 0.5], [1.0, 0.0])[1] == -math.inf


@given(seed=seeds, n=st.integers(2, 100), empty=st.sampled_from([0.0, 0.4]))
def test_c_is_convex_along_every_segment(seed: int, n: int, empty: float) -> None:
    p, a, b = (vector(seed + i, n, empty=empty) for i in range(3))
    t = np.linspace(0, 1, 9)
    gap = fs.convexity_gap(p, a, b, t)
    assert (gap >= 0).all()
    assert gap[0] == gap[-1] == 0.0
    if ((a != b) & (p > 0)).any():
        assert (gap[1:-1] > 0).all()  # strictly
    chord = (1 - t) * fs.criterion(p, a) + t * fs.criterion(p, b)
    direct = chord - fs.criterion(p, (1 - t)[:, None] * a + t[:, None] * b)
    np.testing.assert_allclose(gap, direct, atol=1e-14)


def test_tiny_convexity_gaps_keep_their_digits() -> None:
    p, a = vector(0, 20), vector(1, 20)
    direction = vector(2, 20) - a
    # C'' along the segment is the sum of p / (q (p + q)) d^2; the gap at the middle of a step h is C'' h^2 / 8.
    curvature = float((p / (a * (p + a)) * direction**2).sum())
    for h in (1e-3, 1e-5, 1e-6):
        gap = fs.convexity_gap(p, a, a + h * direction, 0.5)
        assert float(gap) == pytest.approx(curvature * h * h / 8, rel=max(5 * h * curvature, 1e-6))


@given(seed=seeds, n=st.integers(2, 60), rate=st.sampled_from([0.1, 0.5, 1.0]))
def test_descent_reaches_p_data(seed: int, n: int, rate: float) -> None:
    p, q = vector(seed, n, empty=0.3), vector(seed + 1, n)
    found = fs.descend(p, q, steps=60, rate=rate)
    assert found.path.shape == (61, n)
    np.testing.assert_allclose(found.path.sum(1), 1.0, rtol=1e-14)
    assert (np.diff(found.criterion) <= 1e-15).all()
    assert (2 * found.jsd <= found.bound + 1e-15).all()
    if rate == 1.0:
        assert found.jsd[-1] < 1e-15


def test_a_full_step_is_the_midpoint() -> None:
    # (1 - D*)^-1 q = p + q: half of the way to p_data, in one line of algebra.
    p, q = vector(0, 10), vector(1, 10)
    np.testing.assert_allclose(fs.descend(p, q, steps=1).path[1], (p + q) / 2, rtol=1e-14)


def test_the_optimal_discriminator() -> None:
    np.testing.assert_allclose(fs.optimal_discriminator([0.5, 0.5, 0.0], [0.25, 0.0, 0.75]), [2 / 3, 1, 0])
    assert fs.optimal_discriminator([1.0, 0.0], [1.0, 0.0]).tolist() == [0.5, 0.5]
    assert fs.value([1.0, 0.0], [0.0, 1.0], [1.0, 0.0]) == 0.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fs.criterion([0.5, 0.6], [0.5, 0.5]), "sums to 1, not to 1.1"),
        (lambda: fs.jsd([1.5, -0.5], [0.5, 0.5]), "nonnegative finite"),
        (lambda: fs.value([1.0], [1.0], [1.5]), r"values in \[0, 1\]"),
        (lambda: fs.convexity_gap([1.0], [1.0], [1.0], 2.0), r"t in \[0, 1\]"),
        (lambda: fs.descend([0.5, 0.5], [1.0, 0.0], steps=1), "mass wherever p_data has"),
        (lambda: fs.descend([0.5, 0.5], [0.5, 0.5], steps=0), "at least one step"),
        (lambda: fs.descend([0.5, 0.5], [0.5, 0.5], steps=1, rate=2.0), r"rates in \(0, 1\]"),
        (lambda: fs.descend([[0.5, 0.5]], [[0.5, 0.5]], steps=1), "one vector"),
    ],
)
def test_bad_input_is_refused(call, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        call()
