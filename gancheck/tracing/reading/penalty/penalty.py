"""One recorded gradient penalty, and what is read off all of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from torch import Tensor

FormName = Literal["two-sided", "one-sided", "zero-centred", "unknown"]
Points = Literal["interpolates", "real", "fake", "real and fake", "perturbed real", "unknown"]
Factor = Literal["sample", "batch", "element", ""]


@dataclass(frozen=True, eq=False)
class Penalty:
    """One gradient penalty term of one update of D.

    D was called on `points` `(n, ...)`, and its gradient with respect to them was taken by `autograd.grad`.
    `slopes` `(n, ...)` is d(sum of outputs)/d(points) as it was returned. `pulls` `(n, ...)` is dL/d(slopes) in the
    backward pass that followed; None when nothing flowed back. `outputs` are D's, flattened, `bends` of the same shape
    dL/d(outputs) in that pass: what the curvature of a function behind D gives back. `seeds`, of that shape too, are
    the pulls on the outputs that the slopes were taken from: 1 for each sample's own slope. `real` and `fake` are the
    minibatches `(n, ...)` of the same update, where they are known.
    """

    points: Tensor
    slopes: Tensor
    pulls: Tensor | None
    outputs: Tensor
    real: Tensor | None = None
    fake: Tensor | None = None
    bends: Tensor | None = None
    seeds: Tensor | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong with a gradient penalty: a cause of `gradient-penalty`, and one sentence with numbers."""

    cause: str
    seen: str


@dataclass(frozen=True)
class PenaltyReading:
    """What the gradient penalties of a run are, read off their gradients.

    With r the norm of the slopes over `dims`: `form` is "two-sided" weight * (r - target)^2, "one-sided" weight *
    max(0, r - target)^2, "zero-centred" weight * r^power. `weight` is the whole factor in front of the mean over all
    norms: 10 in WGAN-GP (Gulrajani et al. 2017), gamma / 2 in R1 and R2 (Mescheder et al. 2018): see `gamma`. It
    assumes a mean where `reduction` is empty: a sum looks the same while all minibatches have one size.
    `both_sides` tells whether a norm below the target was seen: without, two-sided and one-sided look the same.

    `axes` is "sample" for one norm a row, as it should be, "batch" for one norm over the whole minibatch, "channels"
    for dim 1 of images, or the dims by number; empty where no form fits. `epsilon` is what was added under the root.
    `points_are` says where the penalty is taken, `factor` per what the interpolation factor was drawn, `factors` its
    least and greatest value seen. `on_probability` is whether D's outputs are a sigmoid's; None where it can't be told.
    `misfit` is the part of the pulls that the form does not explain; `non_finite` counts rows with NaN or infinite
    slopes or pulls, which are left out.
    """

    form: FormName = "unknown"
    target: float | None = None
    weight: float | None = None
    power: float = 2.0
    reduction: Literal["mean", "sum", ""] = ""
    both_sides: bool = False
    axes: str = ""
    dims: tuple[int, ...] = ()
    epsilon: float = 0.0
    misfit: float = 1.0
    points_are: Points = "unknown"
    factor: Factor = ""
    factors: tuple[float, float] | None = None
    on_probability: bool | None = None
    updates: int = 0
    non_finite: int = 0
    norms: tuple[float, float] | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def gamma(self) -> float | None:
        """R1's gamma, which counts gamma / 2 * E|slope|^2; None for another form."""
        return 2 * self.weight if self.form == "zero-centred" and self.power == 2.0 and self.weight else None
