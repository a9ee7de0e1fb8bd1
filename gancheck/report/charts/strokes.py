"""SVG path data from points, broken where a number cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gancheck.report.charts.axis import Scale
from gancheck.report.charts.ticks import drawable

Point = tuple[float, float]


def unbroken(points: Iterable[Sequence[float]]) -> list[list[Sequence[float]]]:
    """Split points, tuples of numbers, into runs without a NaN or an infinity."""
    runs: list[list[Sequence[float]]] = [[]]
    for point in points:
        if all(drawable(number) for number in point):
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def coordinate(value: float) -> str:
    """Write a page coordinate with one decimal: no eye resolves a tenth of a unit."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def polyline(points: Iterable[Point]) -> str:
    """Write path data of straight lines through page points."""
    return "M" + "L".join(f"{coordinate(x)},{coordinate(y)}" for x, y in points)


def line_path(x: Sequence[float], y: Sequence[float], x_scale: Scale, y_scale: Scale) -> str:
    """Write path data of one curve; a run of a single point draws nothing and is left to `lone_points`."""
    runs = unbroken(zip(x, y, strict=True))
    return "".join(polyline((x_scale(u), y_scale(v)) for u, v in run) for run in runs if len(run) > 1)


def lone_points(x: Sequence[float], y: Sequence[float]) -> list[Point]:
    """Return the points with a gap on both sides, which no line shows."""
    return [(run[0][0], run[0][1]) for run in unbroken(zip(x, y, strict=True)) if len(run) == 1]


def band_path(x: Sequence[float], low: Sequence[float], high: Sequence[float], x_scale: Scale, y_scale: Scale) -> str:
    """Write path data of the area from `low` to `high`, one closed outline for each run without a gap."""
    outlines = []
    for run in unbroken(zip(x, low, high, strict=True)):
        floor = [(x_scale(u), y_scale(below)) for u, below, _ in run]
        ceiling = [(x_scale(u), y_scale(above)) for u, _, above in reversed(run)]
        outlines.append(polyline(floor + ceiling) + "Z")
    return "".join(outlines)
