"""What a linearisation needs of an objective: slopes and curvature of its losses where D knows nothing."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from gancheck.theory import Objective


@dataclass(frozen=True)
class Slopes:
    """Derivatives of an objective's losses, as functions of one logit, at logit 0.

    The discriminator's loss falls by `coupling` with a logit on data and rises by it with one on fakes, and the
    generator's falls by it: f'(0) of Mescheder et al. 2018, equation 1. `curvature` is the sum of the
    second derivatives of the discriminator's loss on data and on fakes, their -2 f''(0).
    """

    coupling: float
    curvature: float


# By hand from the losses: log(1 + e^-v), and so on. Objectives whose D* is not 0 where p_data = p_g have none.
SLOPES = {
    "minimax": Slopes(0.5, 0.5),
    "non-saturating": Slopes(0.5, 0.5),
    "wasserstein": Slopes(1.0, 0.0),
    "hinge": Slopes(1.0, 0.0),
    "reverse-kl": Slopes(1.0, 1.0),
    "pearson": Slopes(1.0, 0.5),
    "squared-hellinger": Slopes(1.0, 2.0),
    "js": Slopes(0.5, 0.5),
    "gan": Slopes(0.5, 0.5),
}


def slopes(objective: Objective) -> Slopes:
    """Return the slopes of an objective; ValueError where they are not known."""
    try:
        return SLOPES[objective.name]
    except KeyError:
        raise ValueError(
            f"no closed form is known for the objective {objective.name!r}: take the spectrum of its step, or one of "
            f"{', '.join(SLOPES)}"
        ) from None


def check_knows_nothing(objective: Objective) -> None:
    """Raise ValueError where D's output is not 0 at p_data = p_g, as where it is a probability."""
    zero = torch.zeros((), dtype=torch.float64)
    if objective.optimal_output is not None and float(objective.optimal_output(zero, zero)) != 0.0:
        raise ValueError(
            f"the objective {objective.name!r} wants D = {float(objective.optimal_output(zero, zero)):g} at "
            "p_data = p_g, and not 0: this game's equilibrium is at a discriminator of 0"
        )
