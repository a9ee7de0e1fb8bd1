"""A curve says in words what it shows, and remarks on what it could not show."""

import math

import pytest

from gancheck.evidence.outcome import Series
from gancheck.report.charts.axis import Scale
from gancheck.report.charts.curve import Curve, curve, thinned

SAME = Scale(0, 100, 0, 100)
NAN, INF = math.nan, math.inf


def drawn(series: Series, index: int = 0, limit: int = 400) -> Curve:
    return curve(index, series, thinned(series, limit), SAME, SAME)


def test_short_curves_mark_their_points_and_long_ones_do_not() -> None:
    x = tuple(map(float, range(12)))
    assert len(drawn(Series("short", x, x)).marks) == 12
    longer = tuple(map(float, range(13)))
    assert drawn(Series("long", longer, longer)).marks == ()


def test_words_tell_the_course() -> None:
    series = Series("JSD", (0.0, 10.0, 20.0, 30.0), (0.6, 0.7, NAN, 0.01))
    assert drawn(series).summary == (
        "JSD: 3 points, from 0.6 at 0 to 0.01 at 30; least 0.01 at 30, greatest 0.7 at 10."
    )
    assert drawn(series).remark == "1 of 4 points not finite"
    assert drawn(Series("one", (2.0,), (3.5,))).summary == "one: 3.5 at 2."
    assert drawn(Series("none", (), ())).summary == "none: no point."


@pytest.mark.parametrize(
    ("x", "y", "remark"),
    [
        ((1.0, 2.0), (1.0, 2.0), ""),
        ((), (), "no data"),
        ((1.0, 2.0, 3.0), (1.0,), "3 x for 1 y: the rest is left out"),
        ((1.0, INF), (1.0, 2.0), "1 of 2 points not finite"),
        ((1.0, 2.0), (1.0, 1e305), "1 of 2 points too large to draw"),
    ],
)
def test_remarks(x: tuple[float, ...], y: tuple[float, ...], remark: str) -> None:
    assert drawn(Series("s", x, y)).remark == remark


def test_words_are_of_all_the_points_even_where_the_drawing_is_thinned() -> None:
    x = tuple(map(float, range(1000)))
    y = tuple(math.sin(u / 30) + 2 for u in x)
    thin = drawn(Series("s", x, y), limit=50)
    assert thin.summary.startswith("s: 1000 points")
    assert thin.line.count("L") < 50


def test_a_band_of_another_length_is_left_out() -> None:
    assert drawn(Series("s", (1.0, 2.0), (1.0, 2.0), (0.0,), (3.0,))).band == ""
    assert drawn(Series("s", (1.0, 2.0), (1.0, 2.0), (0.0, 1.0), (3.0, 4.0))).band == "M1,0L2,1L2,4L1,3Z"


def test_thirty_six_series_look_different() -> None:
    series = Series("s", (1.0,), (1.0,))
    assert len({drawn(series, index).style for index in range(36)}) == 36
