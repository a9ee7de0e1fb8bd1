"""How finely the pulls were rounded, read off their bits."""

from __future__ import annotations

import numpy as np

from gancheck.tracing.reading.objective.rows import Floats

# Significant bits of bfloat16, float16 and float32; half a unit in the last place is 2**-bits.
_BITS = (8, 11, 24)
FLOAT32 = 2.0**-24
# float64 is also what we compute in: a few roundings of our own come on top of the script's.
_OURS = 2.0**-50


def rounding(pulls: Floats) -> float:
    """The unit roundoff of the narrowest type that holds all of these pulls.

    Constant pulls such as -1/64 fit any type and say nothing: fewer than four distinct mantissas count as float32 or
    wider. With four, a wider type passes for a narrow one with probability below 2**-39.
    """
    used = pulls[np.isfinite(pulls) & (pulls != 0)]
    if not len(used):
        return FLOAT32
    mantissa = np.abs(np.frexp(used)[0])
    distinct = len(np.unique(mantissa)) >= 4
    for bits in _BITS:
        whole = mantissa * 2.0**bits
        if np.array_equal(whole, np.floor(whole)) and (distinct or bits == _BITS[-1]):
            return 2.0**-bits
    return _OURS


def finest(pulls: Floats, eps: float) -> float:
    """The absolute error of the smallest pulls: float16 has no exponent below 2**-24, the others in practice do."""
    return 2.0**-25 if eps == 2.0**-11 else 0.0
