"""An axis: the interval it shows, its ticks, and the linear map onto the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gancheck.report.charts.labels import Labels, tick_labels
from gancheck.report.charts.ticks import around, extent, inside, nice_step


@dataclass(frozen=True)
class Scale:
    """The linear map that takes `low` to `start` and `high` to `end`, in page units."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where `value` lies on the page."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True)
class Axis:
    """The interval from `low` to `high`, ticks at `ticks` and their labels."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: Labels

    def scale(self, start: float, end: float) -> Scale:
        """Return the map of this axis onto the page from `start` to `end`."""
        return Scale(self.low, self.high, start, end)


def tight_axis(values: Iterable[float], count: int) -> Axis:
    """Make an axis from the least to the greatest value, with at most `count + 1` ticks between."""
    low, high = extent(values)
    step = nice_step(low, high, count)
    indices = inside(low, high, step)
    return Axis(low, high, tuple(map(step.at, indices)), tick_labels(step, indices))


def loose_axis(values: Iterable[float], count: int) -> Axis:
    """Make an axis that ends at ticks: the fewest that enclose every value."""
    low, high = extent(values)
    step = nice_step(low, high, count)
    indices = around(low, high, step)
    ticks = tuple(map(step.at, indices))
    return Axis(ticks[0], ticks[-1], ticks, tick_labels(step, indices))
