"""Numbers as a reader wants them: few digits, but enough to tell an interval's ends apart."""

from __future__ import annotations

import math

from gancheck.evidence.outcome import Measurement

FEWEST_DIGITS, MOST_DIGITS = 4, 15


def number(value: float, digits: int = FEWEST_DIGITS) -> str:
    """Write a number with `digits` significant digits: 0.213, 1e-6, 123456, inf, nan."""
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    if float(value).is_integer() and abs(value) < 1e9:
        return str(int(value))
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def counted(count: int, noun: str) -> str:
    """Write a count with its noun: "1 check", "2 checks"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def measured(measurement: Measurement) -> str:
    """Write a measurement as an equation with its unit: `V(D*) - V(D) = 0.213 nats`."""
    equation = f"{measurement.name} = {number(measurement.value, _digits(measurement))}"
    return f"{equation} {measurement.unit}" if measurement.unit else equation


def interval(measurement: Measurement) -> str:
    """Write the bounds of a measurement, `0.19 to 0.23`, or `exact` where they equal the value."""
    low, high = measurement.low, measurement.high
    if low == measurement.value == high:
        return "exact"
    if math.isnan(low) and math.isnan(high):
        return "unknown"
    digits = _digits(measurement)
    # Many equal digits are hard to compare by eye: past six the distance to the value says more.
    if digits > 6 and math.isfinite(high - low):
        return f"-{number(measurement.value - low, 2)} / +{number(high - measurement.value, 2)}"
    return f"{number(low, digits)} to {number(high, digits)}"


def seconds(duration: float) -> str:
    """Write a duration: 0.04 s, 12.3 s, 2 min 5 s."""
    if not math.isfinite(duration) or duration < 60:
        return f"{number(duration, 2 if duration < 10 else 3)} s"
    minutes, rest = divmod(round(duration), 60)
    return f"{minutes} min {rest} s"


def _digits(measurement: Measurement) -> int:
    """Count the significant digits that show the interval's width with two of its own."""
    width = measurement.high - measurement.low
    size = max(abs(measurement.value), abs(measurement.low), abs(measurement.high))
    if not (math.isfinite(width) and math.isfinite(size)) or width <= 0:
        return FEWEST_DIGITS
    needed = math.floor(math.log10(size)) - math.floor(math.log10(width)) + 2
    return min(max(needed, FEWEST_DIGITS), MOST_DIGITS)
