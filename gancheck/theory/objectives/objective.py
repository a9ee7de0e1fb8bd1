"""What an objective is, and the registry of those known by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from gancheck.theory.densities.density import Density
from gancheck.theory.integrals import Integral

Output = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Objective:
    """What the two players minimise, as functions of the discriminator's raw outputs (logits).

    The losses average over the last axis, a minibatch, and sum over leading axes, which hold independent GANs: one
    backward pass then gives each of them its own gradient. For logits `(..., m)` they are scalars.

    `optimal_output(log_p, log_q)` is the raw output that minimises the discriminator's loss where the densities
    are p and q; None where it is no function of the two (Wasserstein). `divergence(p, q)` is what the value, minus
    the discriminator's loss, equals at that optimum; `divergence_name` says it in words, `source` where it is from.
    """

    name: str
    discriminator_loss: Callable[[Tensor, Tensor], Tensor]
    generator_loss: Callable[[Tensor], Tensor]
    optimal_output: Callable[[Tensor, Tensor], Tensor] | None
    divergence: Callable[[Density, Density], Integral] | None
    divergence_name: str
    source: str = ""
    potential: Callable[[Density, Density], Output] | None = None

    def optimal_discriminator(self, p: Density, q: Density) -> Output:
        """The optimal raw output as a map of points `(n, dim)` to `(n,)`; ValueError where it is not known."""
        if self.potential is not None:
            return self.potential(p, q)
        if self.optimal_output is None:
            raise ValueError(f"The objective {self.name!r} does not say what its optimal discriminator is.")
        at = self.optimal_output
        return lambda x: at(p.log_prob(x), q.log_prob(x))


OBJECTIVES: dict[str, Objective] = {}


def objective(name: str) -> Objective:
    """The objective of this name; ValueError lists those known."""
    try:
        return OBJECTIVES[name]
    except KeyError:
        raise ValueError(f"There is no objective {name!r}: choose one of {', '.join(OBJECTIVES)}.") from None
