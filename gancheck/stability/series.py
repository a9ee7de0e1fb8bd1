"""Numbers over the steps of a run: what is left about the trend, and its period."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_FINER = 4  # the periodogram's frequencies are so much denser than the series has
_LEAKAGE = 6  # such frequencies on either side of a peak that belong to it, under a Hann window


class Period(NamedTuple):
    """A period in steps, and the share of a series' variation that it explains."""

    steps: float
    share: float


def detrended(series: Floats, steps: Floats) -> Floats:
    """`series` `(times, columns)` about its line of least squares."""
    t = steps - steps.mean()
    slope = (t @ (series - series.mean(0))) / (t @ t)
    return np.asarray(series - series.mean(0) - t[:, None] * slope)


def crossings(column: Floats) -> int:
    """How often a series changes its sign."""
    signs = np.sign(column[column != 0])
    return int((np.diff(signs) != 0).sum())


def period(column: Floats, steps: Floats) -> Period | None:
    """The greatest peak of the periodogram, under a Hann window, of a detrended series at evenly spaced steps.

    Between two spacings and about half of the length; None where nothing varies or there are fewer than 8 times.
    """
    n = len(column)
    if n < 8:
        return None
    power = np.abs(np.fft.rfft(column * np.hanning(n), _FINER * n)) ** 2
    total = float(power.sum())
    if not total > 0:
        return None
    frequencies = np.fft.rfftfreq(_FINER * n, float(steps[1] - steps[0]))
    power[frequencies < 1.9 / float(steps[-1] - steps[0])] = 0.0
    peak = int(power.argmax())
    near = float(power[max(0, peak - _LEAKAGE) : peak + _LEAKAGE + 1].sum())
    return Period(1 / float(frequencies[peak]), near / total)
