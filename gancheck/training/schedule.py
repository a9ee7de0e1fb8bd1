"""How the learning rate falls and the momentum rises: functions of the iteration, without state."""

from __future__ import annotations

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Decay:
    """The learning rate at an iteration: "none", "linear" to 0 at the end of the run, or "exponential".

    Exponential is `lr / factor**iteration`, at least `floor`; the published settings are 1.000004 and 1e-6.
    """

    shape: str = "linear"
    factor: float = 1.000004
    floor: float = 1e-6

    def __post_init__(self) -> None:
        if self.shape not in ("none", "linear", "exponential"):
            raise ValueError(f"a decay is 'none', 'linear' or 'exponential', not {self.shape!r}")
        if self.factor < 1 or self.floor < 0:
            raise ValueError(f"an exponential decay needs factor >= 1 and floor >= 0, not {self.factor}, {self.floor}")

    def rate(self, lr: float, iteration: int, iterations: int) -> float:
        """Return the rate of `iteration`, which counts from 0, in a run of `iterations`."""
        match self.shape:
            case "linear":
                return lr * (1 - iteration / iterations)
            case "exponential":
                return max(lr / self.factor**iteration, self.floor)
            case _:
                return lr


@dataclass(frozen=True)
class MomentumRamp:
    """Momentum that goes linearly from `start` to `end` in `iterations` and stays: .5 to .7 as published."""

    start: float
    end: float
    iterations: int

    def momentum(self, iteration: int) -> float:
        """Return the momentum at `iteration`, which counts from 0."""
        return self.start + (self.end - self.start) * min(iteration / self.iterations, 1.0)


def set_pace(optimizer: torch.optim.Optimizer, lr: float, momentum: float | None) -> None:
    """Write the learning rate, and the momentum if given, into all groups of an optimizer."""
    for group in optimizer.param_groups:
        group["lr"] = lr
        if momentum is not None:
            group["momentum"] = momentum
