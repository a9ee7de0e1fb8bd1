"""Thinning keeps ends, extremes and gaps, in order, within its limit."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.report.charts.thinning import thin


@given(st.integers(0, 2**32), st.integers(1, 3000), st.integers(1, 3), st.integers(9, 400))
def test_ends_and_extremes_stay_within_the_limit(seed: int, size: int, width: int, limit: int) -> None:
    draw = random.Random(seed)
    columns = [[draw.choice((draw.gauss(0, 1), math.nan, math.inf)) for _ in range(size)] for _ in range(width)]
    kept = thin(columns, limit)
    assert kept == sorted(set(kept))
    assert len(kept) <= limit
    assert {0, size - 1} <= set(kept)
    for column in columns:
        finite = [value for value in column if math.isfinite(value)]
        if finite:
            left = [column[index] for index in kept if math.isfinite(column[index])]
            assert (min(left), max(left)) == (min(finite), max(finite))


@given(st.integers(0, 400))
def test_short_columns_stay_whole(size: int) -> None:
    assert thin([[0.0] * size], 400) == list(range(size))


@given(st.integers(500, 5000), st.data())
def test_a_spike_and_a_hole_survive(size: int, data: st.DataObject) -> None:
    spike = data.draw(st.integers(0, size - 1))
    hole = data.draw(st.integers(0, size - 1).filter(lambda index: index != spike))
    y = [math.sin(index / 50) for index in range(size)]
    y[spike], y[hole] = 40.0, math.nan
    assert {spike, hole} <= set(thin([y], 100))


def test_a_limit_that_holds_no_stretch_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 9 points"):
        thin([[0.0] * 50] * 3, 8)


def test_no_columns() -> None:
    assert thin([], 10) == []
