"""Path data: one run between gaps, closed bands, lone points left to marks."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.report.charts.axis import Scale
from gancheck.report.charts.strokes import band_path, coordinate, line_path, lone_points, unbroken

NAN, INF = math.nan, math.inf
SAME = Scale(0, 100, 0, 100)


@given(st.lists(st.sampled_from((0.0, 1.0, NAN, INF, -INF)), max_size=30))
def test_runs_hold_the_finite_points_in_order_and_break_at_each_gap(y: list[float]) -> None:
    points = list(enumerate(y))
    runs = unbroken(points)
    assert [point for run in runs for point in run] == [point for point in points if math.isfinite(point[1])]
    assert all(run for run in runs)
    for run in runs:
        assert [x for x, _ in run] == list(range(int(run[0][0]), int(run[0][0]) + len(run)))
    gaps = re.findall(r"1+", "".join("1" if math.isfinite(value) else "0" for value in y))
    assert len(runs) == len(gaps)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=2, max_size=20))
def test_a_line_can_be_read_back_to_a_twentieth_of_a_unit(points: list[tuple[float, float]]) -> None:
    x, y = zip(*points, strict=True)
    path = line_path(x, y, SAME, SAME)
    read = [tuple(map(float, pair.split(","))) for pair in re.split("[ML]", path)[1:]]
    assert len(read) == len(points)
    for (u, v), (a, b) in zip(read, points, strict=True):
        assert (u, v) == pytest.approx((a, b), abs=0.0500001)


def test_gaps_split_a_line_and_lone_points_are_left_to_marks() -> None:
    x, y = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0), (1.0, 2.0, NAN, 3.0, INF, 4.0)
    assert line_path(x, y, SAME, SAME) == "M0,1L1,2"
    assert lone_points(x, y) == [(3.0, 3.0), (5.0, 4.0)]
    assert line_path((), (), SAME, SAME) == ""


def test_a_band_is_closed_for_each_run() -> None:
    x, low, high = (0.0, 1.0, 2.0, 3.0), (1.0, 2.0, NAN, 3.0), (4.0, 5.0, 6.0, 7.0)
    assert band_path(x, low, high, SAME, SAME) == "M0,1L1,2L1,5L0,4ZM3,3L3,7Z"


def test_coordinates_are_short() -> None:
    assert [coordinate(value) for value in (3.0, 2.34, -0.01, 1e-9, 12.96)] == ["3", "2.3", "0", "0", "13"]
