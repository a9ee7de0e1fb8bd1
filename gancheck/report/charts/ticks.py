"""Nice ticks: multiples of 1, 2 or 5 times a power of ten."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

# Two numbers closer than this, relative to their size, are drawn as one: float64 has no ticks between them.
RESOLUTION = 1e-11
# Beyond this a difference of two numbers may overflow, below its inverse a step may vanish.
LARGEST = 1e300


def drawable(value: float) -> bool:
    """Tell whether a number can be placed on an axis: finite, and not so large that a span would overflow."""
    return -LARGEST <= value <= LARGEST  # false for NaN too


@dataclass(frozen=True)
class Step:
    """The distance between two ticks, `mantissa * 10**exponent`, in integers so that ticks round once."""

    mantissa: int
    exponent: int

    def at(self, index: int) -> float:
        """Return the tick number `index`, correctly rounded: 3 steps of 0.1 are 0.3."""
        if self.exponent < 0:
            return index * self.mantissa / int(10**-self.exponent)
        return float(index * self.mantissa * 10**self.exponent)

    @property
    def size(self) -> float:
        """Return the step as a float."""
        return self.at(1)


def nice_step(low: float, high: float, count: int) -> Step:
    """Find the smallest nice step that divides `low` to `high` into at most `count` parts.

    Raises ValueError unless low < high and count >= 1.
    """
    if not low < high or count < 1:
        raise ValueError(f"ticks need low < high and count >= 1, not {low}, {high} and {count}")
    raw = (high - low) / count
    exponent = math.floor(math.log10(raw))
    for mantissa in (1, 2, 5):
        # The slack keeps 0 to 1 in five parts at steps of 0.2 where 1/5 rounds upwards.
        if Step(mantissa, exponent).size >= raw * (1 - 1e-9):
            return Step(mantissa, exponent)
    return Step(1, exponent + 1)


def inside(low: float, high: float, step: Step) -> range:
    """Return the indices of the ticks from `low` to `high`, both ends included."""
    return range(math.ceil(low / step.size - 1e-6), math.floor(high / step.size + 1e-6) + 1)


def around(low: float, high: float, step: Step) -> range:
    """Return the indices of the fewest ticks that enclose `low` and `high`."""
    return range(math.floor(low / step.size + 1e-6), math.ceil(high / step.size - 1e-6) + 1)


def extent(values: Iterable[float]) -> tuple[float, float]:
    """Return the least and greatest drawable value, apart where they coincide; (0, 1) where there is none."""
    drawn = [value for value in values if drawable(value)]
    if not drawn:
        return 0.0, 1.0
    low, high = min(drawn), max(drawn)
    size = max(abs(low), abs(high))
    if high - low > max(size * RESOLUTION, 1 / LARGEST):
        return low, high
    margin = size / 2 if size > 2 / LARGEST else 1.0
    return low - margin, high + margin
