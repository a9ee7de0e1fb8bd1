"""What a fit means: a loss's family with the weight and label of each side."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gancheck.tracing.reading.objective.reading import Side
from gancheck.tracing.reading.objective.rows import Floats


@dataclass(frozen=True)
class Meaning:
    """One way to explain a player's gradients.

    `odd` counts what a person would not have written (a target of 1.37, a weight of 0.118): between fits that explain
    the pulls equally the plainest is meant. `unsure` says what the rows do not determine. `squashed` and `doubled` tell
    of a sigmoid outside D, and of one sigmoid too many. `scales` `(updates,)` are the factors of each update.
    """

    model: str
    family: str
    real: Side | None
    fake: Side | None
    variant: str = ""
    output: str = "score"
    residual: float = 0.0
    roundings: float = 0.0
    columns: int = 1
    odd: float = 0.0
    unsure: str = ""
    squashed: bool = False
    doubled: bool = False
    flipped: bool = False
    summed: bool = False
    drift: float = 0.0
    epsilon: float = 0.0
    scales: Floats | None = field(default=None, compare=False)

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that are pulled on."""
        return tuple(side for side in (self.real, self.fake) if side is not None)


def snapped(value: float, error: float) -> float:
    """The nearest two-digit decimal where the error allows it, else the value itself."""
    near = round(value, 2)
    return float(near) + 0.0 if abs(value - near) <= 6 * error + 1e-6 else float(value)


def plainness(value: float, error: float) -> float:
    """How far a number is from what people write: 0 for 0, 1/2, 1 and 2, more for 0.9, most for 0.1183."""
    size, allowed = abs(value), 6 * error + 1e-5 * abs(value)
    if min(abs(size - one) for one in (0.0, 0.5, 1.0, 2.0)) <= allowed:
        return 0.0
    if abs(size - 0.05 * round(size / 0.05)) <= allowed and size < 20:
        return 0.5
    digits = 10.0 ** (np.floor(np.log10(size)) - 1)
    return 1.0 if abs(size - digits * round(size / digits)) <= allowed else 2.0


def labelled(a: float, b: float, errors: Floats, rows: int) -> tuple[Side, float, float]:
    """A side of a dBCE(., 1) + b dBCE(., 0), how odd it is, and the error of its target."""
    a, b = float(a), float(b)
    weight = a + b
    if abs(weight) <= 6 * float(errors.max()):
        return Side(weight, 0.5, a, b, rows), 9.0, np.inf
    # The part of the label's error that both share scales the weight and leaves the label alone.
    error = float(np.hypot(errors[0] * b, errors[1] * a)) / weight**2
    target = snapped(a / weight, error)
    return Side(weight, target, target * weight, (1 - target) * weight, rows), plainness(target, error), error


def directed(pull: float, rows: int, weight: float | None = None) -> Side:
    """A side that is pulled up (a negative pull) or down, with a weight of its own sign or the pull's size."""
    target = -1.0 if pull > 0 else 1.0
    size = float(abs(pull)) if weight is None else weight
    return Side(size, target, size if target > 0 else 0.0, 0.0 if target > 0 else size, rows)
