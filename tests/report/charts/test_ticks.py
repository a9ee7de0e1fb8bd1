"""Ticks are multiples of 1, 2 or 5 times a power of ten, correctly rounded, and as many as asked for."""

import math
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from gancheck.report.charts.ticks import RESOLUTION, Step, around, drawable, extent, inside, nice_step

numbers = st.floats(-1e300, 1e300)
counts = st.integers(1, 12)


def span(low: float, high: float) -> tuple[float, float]:
    low, high = sorted((low, high))
    # An axis is only ever asked for spans that float64 can divide: `extent` widens the others.
    assume(high - low > max(abs(low), abs(high)) * RESOLUTION)
    assume(high - low > 1e-300)
    return low, high


@given(numbers, numbers, counts)
@example(0.0, 1.0, 5)
@example(-1e300, 1e300, 7)
@example(1.0, 1.0 + 1e-10, 5)
@example(0.0, 1e-299, 5)
def test_step_is_nice_and_the_smallest_of_its_kind(low: float, high: float, count: int) -> None:
    low, high = span(low, high)
    step = nice_step(low, high, count)
    assert step.mantissa in (1, 2, 5)
    assert (high - low) / step.size <= count * (1 + 1e-8)
    smaller = {1: Step(5, step.exponent - 1), 2: Step(1, step.exponent), 5: Step(2, step.exponent)}[step.mantissa]
    assert (high - low) / smaller.size > count * (1 - 1e-8)


@given(numbers, numbers, counts)
@example(0.0, 0.3, 3)
def test_ticks_inside_are_all_the_multiples_between_the_ends(low: float, high: float, count: int) -> None:
    low, high = span(low, high)
    step = nice_step(low, high, count)
    indices = inside(low, high, step)
    ticks = [step.at(index) for index in indices]
    slack = 1e-5 * step.size + 1e-15 * max(abs(low), abs(high))
    assert len(ticks) <= count + 1
    assert all(low - slack <= tick <= high + slack for tick in ticks)
    # The neighbours on either side lie outside, so none was forgotten.
    assert step.at(indices.start - 1) < low
    assert step.at(indices.stop) > high


@given(numbers, numbers, counts)
def test_ticks_around_enclose_with_less_than_a_step_to_spare(low: float, high: float, count: int) -> None:
    low, high = span(low, high)
    step = nice_step(low, high, count)
    indices = around(low, high, step)
    slack = 1e-5 * step.size + 1e-15 * max(abs(low), abs(high))
    first, last = step.at(indices[0]), step.at(indices[-1])
    assert first <= low + slack
    assert last >= high - slack
    assert low - first < step.size * (1 + 1e-5)
    assert last - high < step.size * (1 + 1e-5)


@given(st.sampled_from((1, 2, 5)), st.integers(-300, 290), st.integers(-(10**9), 10**9))
def test_ticks_round_once(mantissa: int, exponent: int, index: int) -> None:
    exact = index * mantissa * Fraction(10) ** exponent
    assert Step(mantissa, exponent).at(index) == float(exact)


def test_known_steps() -> None:
    assert nice_step(0, 1, 5) == Step(2, -1)
    assert nice_step(0, 3000, 7) == Step(5, 2)
    assert nice_step(-4, 4, 4) == Step(2, 0)
    assert [Step(1, -1).at(index) for index in inside(0, 0.3, Step(1, -1))] == [0.0, 0.1, 0.2, 0.3]


@pytest.mark.parametrize(("low", "high", "count"), [(1.0, 1.0, 5), (2.0, 1.0, 5), (0.0, 1.0, 0), (math.nan, 1.0, 5)])
def test_a_span_without_ticks_is_refused(low: float, high: float, count: int) -> None:
    with pytest.raises(ValueError, match="low < high and count >= 1"):
        nice_step(low, high, count)


@given(st.lists(st.floats(), max_size=6))
@example([])
@example([math.nan, math.inf])
@example([5e-324])
@example([1.0, 1.0 + 2e-16])
@example([1e300, -1e300, 1.7e308])
def test_extent_holds_every_drawable_value_and_can_be_divided(values: list[float]) -> None:
    low, high = extent(values)
    assert math.isfinite(high - low)
    assert all(low <= value <= high for value in values if drawable(value))
    assert high - low > max(abs(low), abs(high)) * RESOLUTION
    assert around(low, high, nice_step(low, high, 5))


def test_extent_of_distinct_values_is_tight() -> None:
    assert extent([3.0, math.nan, -1.0, 2.0]) == (-1.0, 3.0)
    assert extent([0.5]) == (0.25, 0.75)
    assert extent([0.0]) == (-1.0, 1.0)
