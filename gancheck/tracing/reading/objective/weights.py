"""A loss's factor, told apart into a sum instead of a mean, the scale of AMP, and a weight that was meant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gancheck.tracing.reading.objective.meaning import Meaning
from gancheck.tracing.reading.objective.rows import Floats
from gancheck.tracing.reading.objective.run import Run

# GradScaler starts at 2**16; fewer than 2**10 is no scale that it would rest at.
_LEAST_SCALE = 2.0**10


@dataclass(frozen=True)
class Factor:
    """`reduction` is "mean", "sum" or the factor before the mean, `scale` a power of two before everything."""

    reduction: str
    scale: float
    why: str = ""


def loss_scale(value: float, tolerance: float) -> bool:
    """Whether a factor is one that AMP's scaler would have: a large power of two."""
    return value >= _LEAST_SCALE and abs(np.log2(value) - round(np.log2(value))) < 2 * tolerance


def factor(meaning: Meaning, run: Run) -> Factor:
    """Read the factor of a loss from the weights of its sides."""
    tolerance = 1e-3 + 16 * run.eps
    rows = list(run.sides.values())
    size = max((one.size for one in rows), default=1.0)
    repeated = max((one.calls for one in rows), default=1.0)
    weight = float(max(abs(side.weight) for side in meaning.sides)) * repeated
    if meaning.scales is not None:
        weight *= float(np.max(meaning.scales) if _powers(meaning.scales) else 1.0)

    def near(value: float, to: float) -> bool:
        return abs(value / to - 1) < tolerance

    if meaning.summed:
        return Factor("sum", 1.0)
    if size >= 8 and any(near(weight, size * repeated * part) for part in (1.0, 0.5)) and not near(weight, 1.0):
        return Factor("sum", 1.0)
    for part in (1.0, 0.5):
        if loss_scale(weight / part, tolerance):
            return Factor("mean" if part == 1.0 else "0.5", 2.0 ** round(np.log2(weight / part)))
        over = weight / (size * part)
        if size >= 8 and loss_scale(over, tolerance):
            return Factor("sum", 2.0 ** round(np.log2(over)))
    return Factor("mean" if near(weight, 1.0) else f"{weight:.4g}", 1.0)


def _powers(scales: Floats) -> bool:
    """Whether the factors of the updates are powers of two, as AMP's are."""
    exponents = np.log2(scales)
    return bool(np.abs(exponents - np.round(exponents)).max() < 1e-2)


def changing(meaning: Meaning) -> tuple[float, float] | None:
    """The range of a loss's factor where it changes during the run and is not AMP's."""
    if meaning.scales is None or _powers(meaning.scales):
        return None
    return float(meaning.scales.min()), float(meaning.scales.max())
