"""Parameters of densities, checked once where they enter."""

from __future__ import annotations

import math
from collections.abc import Sequence


def finite(owner: str, name: str, value: float) -> float:
    """`value` as a float, or an error that names the density and the parameter."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{owner}: {name} must be a number, not {value!r}") from None
    if not math.isfinite(number):
        raise ValueError(f"{owner}: {name} must be finite, not {number}")
    return number


def positive(owner: str, name: str, value: float) -> float:
    """`value` as a float above 0, or an error that names the density and the parameter."""
    number = finite(owner, name, value)
    if number <= 0:
        raise ValueError(f"{owner}: {name} must be positive, not {number:g}")
    return number


def interval(owner: str, low: float, high: float) -> tuple[float, float]:
    """Return the two ends as floats, or raise an error where they do not enclose anything."""
    left, right = finite(owner, "low", low), finite(owner, "high", high)
    if left >= right:
        raise ValueError(f"{owner}: low must be below high, not low = {left:g} and high = {right:g}")
    return left, right


def vector(owner: str, name: str, values: Sequence[float]) -> tuple[float, ...]:
    """Return the entries as floats, at least one, or raise an error that names density and parameter."""
    entries = tuple(finite(owner, f"{name}[{i}]", value) for i, value in enumerate(values))
    if not entries:
        raise ValueError(f"{owner}: {name} must have at least one entry")
    return entries


def count(owner: str, name: str, value: int, least: int = 1) -> int:
    """`value` itself when it is an integer of at least `least`, or an error that says so."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{owner}: {name} must be an integer, not {value!r}")
    if value < least:
        raise ValueError(f"{owner}: {name} must be at least {least}, not {value}")
    return value


def shares(owner: str, parts: int, weights: Sequence[float] | None) -> list[float]:
    """`parts` positive weights made to sum to 1 to rounding, even ones without `weights`; or an error."""
    if parts == 0:
        raise ValueError(f"{owner}: give at least one component")
    if weights is None:
        return [1 / parts] * parts
    if len(weights) != parts:
        raise ValueError(f"{owner}: {parts} components need as many weights, not {len(weights)}")
    numbers = [positive(owner, f"weights[{i}]", weight) for i, weight in enumerate(weights)]
    total = math.fsum(numbers)
    if abs(total - 1) > 1e-6:
        raise ValueError(f"{owner}: weights must sum to 1, not {total:g}: divide them by their sum")
    return [number / total for number in numbers]


def around(center: float, scale: float, steps: Sequence[float]) -> tuple[float, ...]:
    """`center` and the points `steps` scales to each side of it, sorted."""
    right = [center + step * scale for step in steps]
    left = [center - step * scale for step in steps]
    return tuple(sorted({center, *left, *right}))
