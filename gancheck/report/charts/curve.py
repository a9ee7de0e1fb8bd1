"""One series as drawn: thinned, mapped onto the page, and described in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gancheck.evidence.outcome import Series
from gancheck.report.charts.axis import Scale
from gancheck.report.charts.strokes import band_path, coordinate, line_path, lone_points
from gancheck.report.charts.thinning import thin
from gancheck.report.charts.ticks import drawable
from gancheck.report.phrasing import counted, number

MARKED = 12  # a curve of so few points shows each of them
COLOURS = 6  # the style sheet has so many colours, and as many dash patterns


@dataclass(frozen=True)
class Points:
    """The numbers of a series that are drawn. `low` and `high` are empty where it has no band."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Curve:
    """One series on the page: path data, marks, style and what is said of it in words."""

    name: str
    style: str
    line: str
    band: str
    marks: tuple[tuple[str, str], ...]
    summary: str
    remark: str


def thinned(series: Series, limit: int) -> Points:
    """Keep at most `limit` points of a series. A band that does not match the curve in length is left out."""
    size = min(len(series.x), len(series.y))
    x, y = series.x[:size], series.y[:size]
    banded = size > 0 and len(series.low) == len(series.high) == size
    columns = [y, series.low, series.high] if banded else [y]
    kept = thin(columns, limit)

    def pick(column: Sequence[float]) -> tuple[float, ...]:
        return tuple(float(column[index]) for index in kept)

    return Points(pick(x), pick(y), pick(series.low) if banded else (), pick(series.high) if banded else ())


def curve(index: int, series: Series, points: Points, x_scale: Scale, y_scale: Scale) -> Curve:
    """Draw the series number `index` of a chart from its thinned points."""
    every = zip(points.x, points.y, strict=True)
    drawn = [point for point in every if drawable(point[0]) and drawable(point[1])]
    marked = drawn if len(drawn) <= MARKED else lone_points(points.x, points.y)
    return Curve(
        name=series.name,
        # Colours repeat after six series; the dashes then shift, so that 36 series can be told apart.
        style=f"c{index % COLOURS} d{(index + index // COLOURS) % COLOURS}",
        line=line_path(points.x, points.y, x_scale, y_scale),
        band=band_path(points.x, points.low, points.high, x_scale, y_scale) if points.low else "",
        marks=tuple((coordinate(x_scale(x)), coordinate(y_scale(y))) for x, y in marked),
        summary=_summary(series),
        remark=_remark(series),
    )


def _summary(series: Series) -> str:
    drawn = [(x, y) for x, y in zip(series.x, series.y, strict=False) if drawable(x) and drawable(y)]
    if not drawn:
        return f"{series.name}: no point."
    (first_x, first_y), (last_x, last_y) = drawn[0], drawn[-1]
    if len(drawn) == 1:
        return f"{series.name}: {number(first_y)} at {number(first_x)}."
    least, greatest = min(drawn, key=lambda point: point[1]), max(drawn, key=lambda point: point[1])
    return (
        f"{series.name}: {counted(len(drawn), 'point')}, from {number(first_y)} at {number(first_x)} "
        f"to {number(last_y)} at {number(last_x)}; least {number(least[1])} at {number(least[0])}, "
        f"greatest {number(greatest[1])} at {number(greatest[0])}."
    )


def _remark(series: Series) -> str:
    remarks = []
    if len(series.x) != len(series.y):
        remarks.append(f"{len(series.x)} x for {len(series.y)} y: the rest is left out")
    pairs = list(zip(series.x, series.y, strict=False))
    undrawn = [(x, y) for x, y in pairs if not (drawable(x) and drawable(y))]
    holes = sum(not (math.isfinite(x) and math.isfinite(y)) for x, y in undrawn)
    if holes:
        remarks.append(f"{holes} of {counted(len(pairs), 'point')} not finite")
    if huge := len(undrawn) - holes:
        remarks.append(f"{huge} of {counted(len(pairs), 'point')} too large to draw")
    if not pairs:
        remarks.append("no data")
    return "; ".join(remarks)
