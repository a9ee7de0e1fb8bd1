"""How fast a run goes to a point, or away from it, measured on its distances."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def measured_rate(distances: Sequence[float]) -> float:
    """Return the factor by which one step multiplies the distance, in the long run.

    `distances` `(steps + 1,)` are those from the fixed point, after each step of one run. A line is fitted to the
    logarithms over the second half, when the slowest eigenvalue has outlasted the others, with weights that fade
    towards its ends (Hann's): where that eigenvalue is one of a complex pair the distance swings around the line, and
    few turns average out.
    Raises ValueError for fewer than 10 distances, and where one is 0 or not finite: then nothing is left to measure.
    """
    values = np.asarray(distances, dtype=np.float64)
    if values.ndim != 1 or len(values) < 10:
        raise ValueError(f"a rate takes a run of at least 10 distances, not an array of shape {values.shape}")
    if not (np.isfinite(values).all() and (values > 0).all()):
        raise ValueError("a distance is 0 or not finite: measure fewer steps, or start elsewhere")
    half = np.log(values[len(values) // 2 :])
    place = np.arange(len(half))
    fading = np.sin(np.pi * (place + 1) / (len(half) + 1))
    return float(np.exp(np.polynomial.polynomial.polyfit(place, half, 1, w=fading)[1]))
