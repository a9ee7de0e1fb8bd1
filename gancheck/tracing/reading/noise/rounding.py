"""The number that somebody will have written, of those an estimate allows."""

from __future__ import annotations

import math


def roundest(low: float, high: float) -> float:
    """Return the number in [low, high] that is a multiple of the greatest 1, 5 or 2.5 times a power of ten.

    Zero if the interval contains it; of several multiples the one nearest the middle. Raises ValueError for an empty
    interval.
    """
    if not low <= high:
        raise ValueError(f"no number lies between {low} and {high}")
    if low <= 0 <= high:
        return 0.0
    middle = (low + high) / 2
    power = math.floor(math.log10(max(abs(low), abs(high)))) + 1
    for exponent in range(power, power - 17, -1):
        for digit in (1.0, 0.5, 0.25):
            step = digit * 10.0**exponent
            if step == 0:  # Below the smallest float.
                return middle
            nearest = float(f"{round(middle / step) * step:.12g}")
            if low <= nearest <= high:
                return nearest
    return middle
