"""The layout of one line chart: frame, ticks, curves, the floor line and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gancheck.evidence.outcome import Figure
from gancheck.report.charts.axis import Axis, Scale, loose_axis, tight_axis
from gancheck.report.charts.curve import Curve, Points, curve, thinned
from gancheck.report.charts.strokes import coordinate
from gancheck.report.charts.ticks import drawable
from gancheck.report.phrasing import number

# In page units. The drawing takes the width it is given; at this size its text stays readable on a phone.
WIDTH, HEIGHT = 440, 264
TOP, RIGHT, BOTTOM = 30, 14, 42
CHARACTER = 6.4  # the width of a digit in tick labels
LABEL_GAP = 14
LONGEST_LABEL = 58


@dataclass(frozen=True)
class Tick:
    """A tick: where it lies along its axis, and its text."""

    at: str
    text: str


@dataclass(frozen=True)
class Chart:
    """A figure ready to be written as SVG. Coordinates are texts in page units."""

    title: str
    description: str
    width: int
    height: int
    left: str
    right: str
    top: str
    bottom: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_label: str
    y_label: str
    curves: tuple[Curve, ...]
    floor: Tick | None
    floor_text_at: str
    empty: bool


def draw(figure: Figure, limit: int = 400) -> Chart:
    """Lay out a figure with at most `limit` points a series."""
    points = [thinned(series, limit) for series in figure.series]
    y_axis = loose_axis(_heights(points, figure.floor), count=5)
    left = 14 + CHARACTER * max(map(len, y_axis.labels.texts))
    x_axis = _x_axis([x for each in points for x in each.x], WIDTH - RIGHT - left)
    x_scale = x_axis.scale(left, WIDTH - RIGHT)
    y_scale = y_axis.scale(HEIGHT - BOTTOM, TOP)
    curves = tuple(
        curve(index, series, each, x_scale, y_scale)
        for index, (series, each) in enumerate(zip(figure.series, points, strict=True))
    )
    x_label, y_label = _axis_label(figure.x_label, x_axis), _axis_label(figure.y_label, y_axis)
    floor, floor_text_at = None, 0.0
    if figure.floor is not None and drawable(figure.floor):
        height = y_scale(figure.floor)
        # Where the ticks share an offset, four digits would not tell the floor from the curve.
        digits = 12 if y_axis.labels.note.startswith("above") else 4
        floor = Tick(coordinate(height), f"floor {number(figure.floor, digits)}")
        # Under the line where there is no room above it.
        floor_text_at = height - 5 if height > TOP + 12 else height + 13
    return Chart(
        title=figure.title,
        description=_description(figure, curves),
        width=WIDTH,
        height=HEIGHT,
        left=coordinate(left),
        right=coordinate(WIDTH - RIGHT),
        top=coordinate(TOP),
        bottom=coordinate(HEIGHT - BOTTOM),
        x_ticks=_ticks(x_axis, x_scale),
        y_ticks=_ticks(y_axis, y_scale),
        x_label=_shortened(x_label),
        y_label=_shortened(y_label),
        curves=curves,
        floor=floor,
        floor_text_at=coordinate(floor_text_at),
        empty=not any(each.line or each.marks for each in curves),
    )


def _heights(points: Sequence[Points], floor: float | None) -> list[float]:
    """Return every number that the vertical axis has to show."""
    heights = [value for each in points for column in (each.y, each.low, each.high) for value in column]
    return heights if floor is None else [*heights, floor]


def _x_axis(values: list[float], room: float) -> Axis:
    """Make the horizontal axis with the most ticks whose labels do not touch."""
    axis = tight_axis(values, count=7)
    for count in (6, 5, 4, 3):
        if sum(len(text) * CHARACTER + LABEL_GAP for text in axis.labels.texts) <= room:
            break
        axis = tight_axis(values, count)
    return axis


def _ticks(axis: Axis, scale: Scale) -> tuple[Tick, ...]:
    return tuple(Tick(coordinate(scale(at)), text) for at, text in zip(axis.ticks, axis.labels.texts, strict=True))


def _axis_label(label: str, axis: Axis) -> str:
    return f"{label} ({axis.labels.note})" if axis.labels.note else label


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def _description(figure: Figure, curves: Sequence[Curve]) -> str:
    parts = [f"Line chart of {figure.y_label} against {figure.x_label}."]
    parts += [each.summary for each in curves]
    if figure.floor is not None:
        parts.append(f"Horizontal line, floor: {number(figure.floor)}.")
    return " ".join(parts)
