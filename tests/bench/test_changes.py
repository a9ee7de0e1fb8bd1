import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.bench.changes import changes, largest_step


def _noise(seed: int, n: int = 30, sd: float = 0.02) -> np.ndarray:
    return np.exp(sd * np.random.default_rng(seed).standard_normal(n))


def test_a_step_of_five_per_cent_is_found_where_it_is() -> None:
    """Five standard deviations of a run: the place is off by one with probability below 1e-3."""
    ratios = _noise(0, sd=0.01)
    ratios[18:] *= 1.05
    (found,) = changes(ratios)
    assert found.at == 18
    assert found.after / found.before == pytest.approx(1.05, abs=0.015)
    assert found.p <= 0.01


def test_there_and_back_are_two_changes() -> None:
    ratios = _noise(1, 45, sd=0.01)
    ratios[15:30] *= 0.8
    assert [change.at for change in changes(ratios)] == [15, 30]


def test_a_constant_and_a_short_series_have_none() -> None:
    assert changes([1.0] * 30) == changes([1.0, 2.0]) == changes([1.0, 1.0, 1.0, 2.0]) == ()


def test_more_series_are_each_tested_more_strictly() -> None:
    """A change of 5 of 10 runs has p = 2 / 252 = .0079 at best: enough for one series, not for two."""
    ratios = np.array([1.0, 1.01, 0.99, 1.0, 1.02, 2.0, 2.01, 1.99, 2.0, 2.02])
    assert len(changes(ratios)) == 1
    assert changes(ratios, series=2) == ()


@pytest.mark.slow
def test_false_alarms_are_as_rare_as_stated() -> None:
    """Of 300 series without a change at most 1 % alarm: 11 or more with probability below 3e-4."""
    assert sum(bool(changes(_noise(seed, 20))) for seed in range(300)) <= 10


@given(st.lists(st.floats(0.5, 2.0), min_size=4, max_size=12))
def test_the_statistic_by_its_definition(values: list[float]) -> None:
    x = np.array(values)
    n = len(x)
    by_hand = [abs(x[:k].mean() - x[k:].mean()) * np.sqrt(k * (n - k) / n) for k in range(1, n)]
    statistic, place = largest_step(x)
    assert statistic == pytest.approx(max(by_hand), abs=1e-9)
    assert by_hand[int(place) - 1] == pytest.approx(max(by_hand), abs=1e-9)
