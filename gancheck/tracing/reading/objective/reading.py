"""What is read off one player's gradients."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Something in an objective worth telling: a slug that tells causes apart, and one sentence with numbers."""

    cause: str
    seen: str


@dataclass(frozen=True)
class Side:
    """What one player's loss does with the outputs of one role, real or fake.

    `weight` is that of the expectation (negative where it is ascended). `target` is the label for cross-entropy and
    least squares, +1 or -1 (pulled up or down) for the others. `a` and `b` share the weight between a loss that wants
    the output high and one that wants it low: for cross-entropy the pull is a dBCE(., 1) + b dBCE(., 0). `rows` is
    how many outputs it was read from. `labels` is the range of the targets where they differ between rows or steps,
    `flipped` the share of those that are the other side's, `frozen` tells whether they differ between rows but not
    between steps.
    """

    weight: float
    target: float
    a: float
    b: float
    rows: int
    labels: tuple[float, float] | None = None
    flipped: float = 0.0
    frozen: bool = False


@dataclass(frozen=True)
class Reading:
    """One player's objective, as its gradients tell it.

    `family` is the loss's standard name, "" where none fits; `name` what people call this use of it. `output` says
    what the discriminator's output is to the loss: "logit", "probability" or "score". `reduction` is "mean", "sum" or
    the factor in front of a mean; `scale` a power of two in front of everything (loss scaling under AMP); `factors` the
    range, relative to the median, of a factor that changes from update to update (an adaptive weight). `real_is` is
    "high" or "low", "" where it cannot be told. `smoothing` is the label given for 1 (0.9), 1.0 where there is none;
    `weights` the weight of the real expectation over that of the fake one. `drift` is eps of an extra eps * E o^2,
    `epsilon` one inside the logs. `residual` is the fit's relative error (root mean square), `samples` how many
    outputs it rests on.

    `determined` is False where honest reading stops: `why` says what is missing, and `alternatives` are the families
    that explain the same gradients as well.
    """

    player: str
    family: str
    name: str
    output: str
    real: Side | None
    fake: Side | None
    reduction: str
    real_is: str
    smoothing: float
    weights: float
    residual: float
    samples: int
    faults: tuple[Fault, ...] = ()
    determined: bool = True
    why: str = ""
    alternatives: tuple[str, ...] = ()
    variant: str = ""
    scale: float = 1.0
    drift: float = 0.0
    epsilon: float = 0.0
    factors: tuple[float, float] | None = None

    @property
    def causes(self) -> tuple[str, ...]:
        """The slugs of the faults."""
        return tuple(fault.cause for fault in self.faults)
