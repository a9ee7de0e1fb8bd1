import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.stability.series import crossings, detrended, period

STEPS = np.arange(40) * 25.0


@given(st.floats(-5, 5), st.floats(-0.1, 0.1))
def test_a_line_has_nothing_about_its_trend(start: float, slope: float) -> None:
    rest = detrended((start + slope * STEPS)[:, None], STEPS)
    assert np.abs(rest).max() < 1e-9


def test_detrending_agrees_with_a_fit_of_numpy() -> None:
    series = np.random.default_rng(0).normal(size=(40, 2)).cumsum(0)
    fits = [np.polynomial.Polynomial.fit(STEPS, column, 1)(STEPS) for column in series.T]
    np.testing.assert_allclose(detrended(series, STEPS), series - np.stack(fits, 1), atol=1e-9)


def test_crossings_count_changes_of_sign_and_skip_zeros() -> None:
    assert crossings(np.array([1.0, -1, -2, 0, 3, 0, 1, -1])) == 3
    assert crossings(np.zeros(5)) == 0


@given(st.floats(80, 400), st.floats(0, 6.28), st.floats(0.01, 100))
def test_the_period_of_a_sine_is_found(true: float, phase: float, size: float) -> None:
    """Between three snapshots and somewhat less than half of the length, to a tenth, whatever the amplitude."""
    found = period(size * np.sin(2 * np.pi * STEPS / true + phase), STEPS)
    assert found is not None
    assert found.steps == pytest.approx(true, rel=0.1)
    assert found.share > 0.75


def test_noise_has_no_period() -> None:
    """The peak of white noise explains more than half of it in fewer than 1 of 100 series of 40."""
    random = np.random.default_rng(1)
    found = [period(random.normal(size=40), STEPS) for _ in range(100)]
    assert sum(each is not None and each.share > 0.5 for each in found) <= 3


def test_a_constant_or_a_short_series_has_none() -> None:
    assert period(np.zeros(40), STEPS) is None
    assert period(np.arange(7.0), STEPS[:7]) is None
