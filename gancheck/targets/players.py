"""The two players as modules, with their optimizers and losses: gancheck runs Algorithm 1 on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

Loss = Callable[..., Tensor]


@dataclass
class Players:
    """A generator and a discriminator with what Algorithm 1 needs to train them.

    `noise(m)` draws an input batch of the generator from torch's global random state, which gancheck seeds.
    `discriminator_loss(on_real, on_fake)` and `generator_loss(on_fake)` take the discriminator's raw outputs, one
    a row, and return a scalar that the optimizer minimises (or maximises, if it was made with `maximize=True`).
    `output` says what those raw outputs are: logits, or probabilities in [0, 1]. `k`, `minibatch` and `iterations`
    are those of Algorithm 1; `dim` is the dimension of the data; `real_label` is 0 if the discriminator's
    output is the probability that its input is fake.

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
        for minibatch in real:
            with torch.no_grad():
                fake = self.generator(self.noise(len(minibatch)))
            self.discriminator_step(minibatch, fake)
        self.generator_optimizer.zero_grad(set_to_none=True)
        fake = self.generator(self.noise(self.minibatch))
        self.generator_loss(self.discriminator(fake).reshape(-1)).backward()
        self.generator_optimizer.step()

    def discriminator_step(self, real: Tensor, fake: Tensor) -> None:
        """One step of the discriminator on given minibatches, each `(m, dim)`."""
        self.discriminator_optimizer.zero_grad(set_to_none=True)
        on_real = self.discriminator(real).reshape(-1)
        on_fake = self.discriminator(fake.detach()).reshape(-1)
        self.discriminator_loss(on_real, on_fake).backward()
        self.discriminator_optimizer.step()

    def sample(self, n: int, seed: int) -> Tensor:
        """`n` fakes in evaluation mode, shape `(n, dim)`; `seed` sets torch's global random state."""
        torch.manual_seed(seed)
        return _evaluated(self.generator, lambda: self.generator(self.noise(n)))

    def discriminate(self, x: Tensor) -> Tensor:
        """The discriminator's raw output at `x` in evaluation mode, `(n, dim)` to `(n,)`."""
        return _evaluated(self.discriminator, lambda: self.discriminator(x).reshape(-1))


def _evaluated(module: nn.Module, compute: Callable[[], Tensor]) -> Tensor:
    training = module.training
    module.eval()
    try:
        with torch.no_grad():
            return compute()
    finally:
        module.train(training)
