import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gancheck.theory.bernoulli import bernoulli_kl, excess, log_over_mean, sigmoid, softplus


def exact_kl(a: float, b: float) -> mp.mpf:
    with mp.workdps(400):
        u, v = mp.mpf(a), mp.mpf(b)
        d, e = 1 / (1 + mp.exp(-u)), 1 / (1 + mp.exp(-v))
        return d * mp.log(d / e) + (1 - d) * mp.log((1 - d) / (1 - e))


logits = st.one_of(st.floats(-3, 3), st.floats(-40, 40), st.floats(-300, 300))


@given(a=logits, shift=st.one_of(st.floats(-1e-6, 1e-6), st.floats(-2, 2), st.floats(-300, 300)))
def test_bernoulli_kl_keeps_its_digits(a: float, shift: float) -> None:
    b = a + shift
    found, exact = float(bernoulli_kl(np.array(a), np.array(b))), exact_kl(a, b)
    # b - a is rounded where it is small beside a: that is in the arguments, and not an error of the function.
    assert found >= 0
    assert abs(found - exact) <= 2e-13 * exact + mp.mpf(10) ** -300


def test_infinite_logits_are_certain() -> None:
    inf = math.inf
    a = np.array([inf, -inf, inf, -inf, inf, -inf, 0.0, 0.0])
    b = np.array([inf, -inf, -inf, inf, 1.0, 1.0, inf, -inf])
    expected = [0.0, 0.0, inf, inf, math.log1p(math.exp(-1)), math.log1p(math.e), inf, inf]
    np.testing.assert_allclose(bernoulli_kl(a, b), expected, rtol=1e-15)


def test_bernoulli_kl_broadcasts() -> None:
    assert bernoulli_kl(np.zeros((3, 1)), np.zeros(4)).shape == (3, 4)
    assert (bernoulli_kl(np.zeros((3, 1)), np.zeros(4)) == 0).all()


@given(u=st.one_of(st.floats(-1e-7, 1e-7), st.floats(-0.05, 0.05), st.floats(-700, 700)))
def test_excess(u: float) -> None:
    with mp.workdps(400):
        exact = mp.exp(-mp.mpf(u)) - 1 + mp.mpf(u)
    if abs(u) < 1e-150:
        return  # the square underflows
    assert abs(float(excess(np.array(u))) - exact) <= 1e-11 * exact + mp.mpf(10) ** -300


@given(u=st.one_of(st.floats(-1e-7, 1e-7), st.floats(-700, 700)))
@example(u=5e-324)
def test_log_over_mean(u: float) -> None:
    with mp.workdps(400):
        exact = mp.log(2 / (1 + mp.exp(-mp.mpf(u))))
    # Beside rounding, half of the smallest number above 0: u / 2 of a subnormal is between two of them.
    allowed = 1e-15 * (abs(exact) + (abs(u) > 0.5)) + mp.mpf(5e-324) / 2
    assert abs(float(log_over_mean(np.array(u))) - exact) <= allowed
    assert float(log_over_mean(np.array(u))) <= math.log(2)


@pytest.mark.parametrize("x", [-800.0, -40.0, -1e-9, 0.0, 1.0, 40.0, 800.0])
def test_softplus_and_sigmoid(x: float) -> None:
    with mp.workdps(400):
        plus, share = mp.log1p(mp.exp(mp.mpf(x))), 1 / (1 + mp.exp(-mp.mpf(x)))
    assert float(softplus(np.array(x))) == pytest.approx(float(plus), rel=1e-15)
    assert float(sigmoid(np.array(x))) == pytest.approx(float(share), rel=1e-15)
