"""Coordinates map linearly, and an axis shows every drawable number."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gancheck.report.charts.axis import Scale, loose_axis, tight_axis
from gancheck.report.charts.ticks import drawable

numbers = st.floats(-1e6, 1e6)


@given(numbers, numbers, st.floats(0, 1), st.floats(-500, 500), st.floats(-500, 500))
def test_scale_is_linear_and_takes_ends_to_ends(a: float, b: float, t: float, start: float, end: float) -> None:
    low, high = sorted((a, b))
    assume(high - low > 1e-3)
    scale = Scale(low, high, start, end)
    assert scale(low) == start
    assert scale(high) == pytest.approx(end, rel=1e-12, abs=1e-9)
    # Affine maps keep ratios of distances: a fraction t of the way goes to a fraction t of the way.
    assert scale(low + t * (high - low)) == pytest.approx(start + t * (end - start), rel=1e-9, abs=1e-6)


@given(st.lists(st.floats(), max_size=8), st.integers(3, 8))
def test_loose_axis_ends_at_ticks_around_every_value(values: list[float], count: int) -> None:
    axis = loose_axis(values, count)
    slack = 1e-5 * (axis.ticks[1] - axis.ticks[0])
    assert (axis.low, axis.high) == (axis.ticks[0], axis.ticks[-1])
    assert all(axis.low - slack <= value <= axis.high + slack for value in values if drawable(value))
    assert len(axis.ticks) == len(axis.labels.texts) <= count + 2


@given(st.lists(numbers, min_size=2, max_size=8), st.integers(3, 8))
def test_tight_axis_ends_at_the_extremes(values: list[float], count: int) -> None:
    assume(max(values) - min(values) > 1e-3)
    axis = tight_axis(values, count)
    assert (axis.low, axis.high) == (min(values), max(values))
    assert 1 <= len(axis.ticks) == len(axis.labels.texts) <= count + 1


def test_an_axis_without_numbers_shows_0_to_1() -> None:
    axis = tight_axis([math.nan, math.inf], 5)
    assert (axis.low, axis.high) == (0.0, 1.0)
    assert axis.labels.texts == ("0.0", "0.2", "0.4", "0.6", "0.8", "1.0")
