"""What is added to a game so that it converges: gradient penalty, instance noise, consensus optimisation."""

from __future__ import annotations

import math
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class GradientPenalty:
    """`weight` / 2 E (|grad_x D(x)| - `target`)^2 over the data, added to the discriminator's loss.

    With target 0 it is R1 of Mescheder et al. 2018, equation 9, whose D is a logit too; with target 1 the penalty
    of Gulrajani et al. 2017, which has a kink where the gradient vanishes, as it does at the equilibrium.
    """

    weight: float
    target: float = 0.0

    def __post_init__(self) -> None:
        _not_negative("GradientPenalty", "weight", self.weight)
        _not_negative("GradientPenalty", "target", self.target)

    def of(self, square: Tensor) -> Tensor:
        """The penalty at points of data, from |grad_x D|^2 there."""
        off = square if self.target == 0 else (square.sqrt() - self.target).square()
        return 0.5 * self.weight * off


@dataclass(frozen=True)
class InstanceNoise:
    """Gaussian noise of standard deviation `std`, added to data and fakes. Sønderby et al. 2017."""

    std: float

    def __post_init__(self) -> None:
        _not_negative("InstanceNoise", "std", self.std)


@dataclass(frozen=True)
class Consensus:
    """`weight` / 2 |v|^2, of the vector field v of both players, added to both losses. Mescheder et al. 2017."""

    weight: float

    def __post_init__(self) -> None:
        _not_negative("Consensus", "weight", self.weight)


Penalty = GradientPenalty | InstanceNoise | Consensus


def _not_negative(owner: str, name: str, value: float) -> None:
    if not (math.isfinite(value) and value >= 0):
        raise ValueError(f"{owner}: {name} has to be a finite number of at least 0, not {value}")
