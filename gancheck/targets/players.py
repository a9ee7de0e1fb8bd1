"""The two players as modules, with their optimizers and losses: gancheck runs Algorithm 1 on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from gancheck.theory import Density
from gancheck.theory.objectives import Objective
from gancheck.training import Algorithm1
from gancheck.training.gan import evaluating

Loss = Callable[..., Tensor]


@dataclass
class Players:
    """A generator and a discriminator with what Algorithm 1 needs to train them.

    `noise(m)` draws an input batch of the generator from torch's global random state, which gancheck seeds.
    `discriminator_loss(on_real, on_fake)` and `generator_loss(on_fake)` take the discriminator's raw outputs, one
    a row, and return a scalar that the optimizer minimises (or maximises, if it was made with `maximize=True`).
    `output` says what those raw outputs are: logits, or probabilities in [0, 1]. `k`, `minibatch` and `iterations`
    are those of Algorithm 1; `dim` is the dimension of the data; `real_label` is 0 if the discriminator's
    output is the probability that its input is fake; `prior` is the density of the noise where it is known, with
    which a 1-D generator's p_g is computed exactly; `objective` names another game than the paper's, such as "hinge".

    An iteration is Algorithm 1's: `k` ascents of the discriminator on fresh noise and data, one descent of the
    generator on fresh noise (Goodfellow et al. 2014).
    """

    generator: nn.Module
    discriminator: nn.Module
    generator_optimizer: torch.optim.Optimizer
    discriminator_optimizer: torch.optim.Optimizer
    generator_loss: Loss
    discriminator_loss: Loss
    noise: Callable[[int], Tensor]
    output: Literal["logits", "probability"] = "logits"
    k: int = 1
    minibatch: int = 128
    iterations: int = 3000
    dim: int = 1
    real_label: int | None = None
    prior: Density | None = None
    objective: str = "minimax"

    def __post_init__(self) -> None:
        for name in ("generator", "discriminator"):
            if not isinstance(getattr(self, name), nn.Module):
                raise TypeError(f"{name} has to be a torch.nn.Module, not {type(getattr(self, name)).__name__}")
        for name in ("generator_optimizer", "discriminator_optimizer"):
            if not isinstance(getattr(self, name), torch.optim.Optimizer):
                raise TypeError(f"{name} has to be a torch.optim optimizer, not {type(getattr(self, name)).__name__}")
        for name in ("generator_loss", "discriminator_loss", "noise"):
            if not callable(getattr(self, name)):
                raise TypeError(f"{name} has to be callable, not {type(getattr(self, name)).__name__}")
        if self.output not in ("logits", "probability"):
            raise ValueError(f"output has to be 'logits' or 'probability', not {self.output!r}")

    def train_step(self, real: Iterable[Tensor]) -> None:
        """One iteration of Algorithm 1. `real` yields `k` minibatches, each `(minibatch, dim)`."""
        minibatches = iter(real)
        self._algorithm(self.generator, lambda: self.noise(self.minibatch), lambda: next(minibatches)).iteration()

    def discriminator_step(self, real: Tensor, fake: Tensor) -> None:
        """One step of the discriminator on given minibatches, each `(m, dim)`."""
        self._algorithm(nn.Identity(), lambda: fake, lambda: real).ascend_discriminator()

    def _algorithm(self, generator: nn.Module, noise: Callable[[], Tensor], data: Callable[[], Tensor]) -> Algorithm1:
        game = Objective("the target's own", self.discriminator_loss, self.generator_loss, None, None, "")
        return Algorithm1(
            generator,
            self.discriminator,
            self.generator_optimizer,
            self.discriminator_optimizer,
            game,
            noise,
            data,
            self.k,
        )

    def sample(self, n: int, seed: int) -> Tensor:
        """`n` fakes in evaluation mode, shape `(n, dim)`; `seed` sets torch's global random state."""
        torch.manual_seed(seed)
        with evaluating(self.generator), torch.no_grad():
            fakes: Tensor = self.generator(self.noise(n))
        return fakes

    def discriminate(self, x: Tensor) -> Tensor:
        """The discriminator's raw output at `x` in evaluation mode, `(n, dim)` to `(n,)`."""
        with evaluating(self.discriminator), torch.no_grad():
            output: Tensor = self.discriminator(x)
        return output.reshape(-1)
