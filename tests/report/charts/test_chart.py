"""A chart's frame holds all of its curves; labels fit; the floor is drawn at its height and named."""

import dataclasses
import itertools
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.evidence.outcome import Figure, Series
from gancheck.report.charts import Chart, draw
from gancheck.report.charts.chart import CHARACTER, HEIGHT, WIDTH

numbers = st.floats()


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    def series(index: int) -> Series:
        size = draw(st.integers(0, 5))
        x, y, low, high = (tuple(draw(numbers) for _ in range(size)) for _ in range(4))
        return Series(f"s{index}", x, y, *((low, high) if draw(st.booleans()) else ()))

    floor = draw(st.none() | numbers)
    return Figure("t", "x", "y", tuple(series(index) for index in range(draw(st.integers(0, 3)))), floor)


def coordinates(chart: Chart) -> list[tuple[float, float]]:
    paths = [path for curve in chart.curves for path in (curve.line, curve.band)]
    pairs = [pair.split(",") for path in paths for pair in re.split("[MLZ]", path) if pair]
    return [(float(x), float(y)) for x, y in (*pairs, *(mark for curve in chart.curves for mark in curve.marks))]


@given(figures())
def test_everything_stays_in_the_frame(figure: Figure) -> None:
    chart = draw(figure)
    left, right, top, bottom = map(float, (chart.left, chart.right, chart.top, chart.bottom))
    assert 0 < left < right < WIDTH
    assert 0 < top < bottom < HEIGHT
    for x, y in coordinates(chart):
        assert left - 0.11 <= x <= right + 0.11
        assert top - 0.11 <= y <= bottom + 0.11
    if chart.floor:
        assert top - 0.11 <= float(chart.floor.at) <= bottom + 0.11
    assert all(left - 0.11 <= float(tick.at) <= right + 0.11 for tick in chart.x_ticks)
    assert max(len(tick.text) for tick in chart.y_ticks) * CHARACTER < left


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e9))
def test_labels_below_do_not_touch(start: float, length: float) -> None:
    chart = draw(Figure("t", "x", "y", (Series("s", (start, start + length), (0.0, 1.0)),)))
    ends = [(float(tick.at), len(tick.text) * CHARACTER / 2) for tick in chart.x_ticks]
    for (left, half), (right, other) in itertools.pairwise(ends):
        assert right - left > half + other


def test_the_same_numbers_in_two_series_lie_on_one_another() -> None:
    x = tuple(map(float, range(20)))
    first, second = draw(Figure("t", "x", "y", (Series("a", x, x), Series("b", x, x)))).curves
    assert first.line == second.line
    assert first.style != second.style


def test_floor_is_drawn_at_its_height_and_named() -> None:
    figure = Figure("t", "step", "JSD (nats)", (Series("JSD", (0.0, 1.0), (0.0, 1.0)),), floor=0.5)
    chart = draw(figure)
    assert chart.floor is not None
    assert chart.floor.text == "floor 0.5"
    assert float(chart.floor.at) == pytest.approx((float(chart.top) + float(chart.bottom)) / 2, abs=0.06)
    assert "floor: 0.5" in chart.description
    assert draw(dataclasses.replace(figure, floor=None)).floor is None
    assert draw(dataclasses.replace(figure, floor=math.nan)).floor is None


def test_a_floor_beyond_the_curve_widens_the_axis() -> None:
    chart = draw(Figure("t", "x", "y", (Series("s", (0.0, 1.0), (0.001, 0.002)),), floor=0.05))
    assert chart.y_ticks[-1].text == "0.05"
    # The label goes under the line at the top of the frame.
    assert chart.floor is not None
    assert float(chart.floor_text_at) > float(chart.floor.at)


def test_long_labels_are_cut_but_said_in_full() -> None:
    label = "the mean of D over a minibatch " * 9
    chart = draw(Figure("t", label, label, (Series("s", (0.0, 1.0), (0.0, 1.0)),)))
    assert len(chart.x_label) <= 58
    assert chart.x_label.endswith("…")
    assert chart.description.count(label) == 2


def test_offsets_and_powers_are_told_beside_the_axis() -> None:
    tiny = Series("s", (0.0, 1.0), (math.log(2), math.log(2) + 1e-10))
    chart = draw(Figure("t", "x", "C(G)", (tiny,), floor=math.log(2)))
    assert chart.y_label.startswith("C(G) (above 0.69314718")
    assert chart.floor is not None
    assert chart.floor.text == "floor 0.69314718056"


def test_empty_is_told() -> None:
    assert draw(Figure("t", "x", "y", ())).empty
    assert draw(Figure("t", "x", "y", (Series("s", (1.0,), (math.nan,)),), floor=1.0)).empty
    assert not draw(Figure("t", "x", "y", (Series("s", (1.0,), (1.0,)),))).empty
