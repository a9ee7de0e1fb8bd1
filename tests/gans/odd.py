"""Odd but right GANs: nothing here may fail."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import gancheck
from tests.gans.handwritten import Handwritten, network


class OneForFake(Handwritten):
    """Label 1 stands for fake, for both players."""

    def d_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        return super().d_loss(-on_real, -on_fake)

    def g_loss(self, on_fake: Tensor) -> Tensor:
        return super().g_loss(-on_fake)


class TwoBackwardPasses(Handwritten):
    """The discriminator's gradient is summed over two backward passes."""

    def discriminator_step(self, real: Tensor, fake: Tensor) -> None:
        self.d_optimizer.zero_grad()
        F.softplus(-self.discriminator(real)).mean().backward()
        F.softplus(self.discriminator(fake)).mean().backward()
        self.d_optimizer.step()


class Maximize(Handwritten):
    """The discriminator ascends V with `maximize=True`."""

    def optimizer(self, net: nn.Module, lr: float) -> torch.optim.Optimizer:
        return torch.optim.Adam(net.parameters(), lr=lr, betas=(0.0, 0.9), maximize=True)

    def d_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        return -super().d_loss(on_real, on_fake)

    def g_loss(self, on_fake: Tensor) -> Tensor:
        return -super().g_loss(on_fake)


class Probabilities(Handwritten):
    """The discriminator ends in a sigmoid and the losses take probabilities."""

    def __init__(self) -> None:
        super().__init__()
        self.discriminator = nn.Sequential(*network((1, 32, 32, 1)), nn.Sigmoid())
        self.d_optimizer = self.optimizer(self.discriminator, 4e-3)
        self.decay[1] = torch.optim.lr_scheduler.LambdaLR(
            self.d_optimizer, lambda i: max(1.0 - i / self.iterations, 0.0)
        )

    def d_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        return -(torch.log(on_real + 1e-7).mean() + torch.log(1 - on_fake + 1e-7).mean())

    def g_loss(self, on_fake: Tensor) -> Tensor:
        return -torch.log(on_fake + 1e-7).mean()

    def discriminate(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            return self.discriminator(x)


class HalvedLoss(Handwritten):
    """The mean of the two expectations in place of their sum."""

    def d_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        return super().d_loss(on_real, on_fake) / 2


class StepOnly:
    """A class with nothing but train_step, sample, discriminate and its generator."""

    def __init__(self) -> None:
        self._inner = Handwritten()
        self.generator = self._inner.generator
        self.iterations = self._inner.iterations

    def train_step(self, real: Tensor) -> None:
        self._inner.train_step(real)

    def sample(self, n: int, seed: int) -> Tensor:
        return self._inner.sample(n, seed)

    def discriminate(self, x: Tensor) -> Tensor:
        return self._inner.discriminate(x)


def players(seed: int = 0) -> gancheck.Players:
    """The two players as modules."""
    generator, discriminator = network((1, 32, 32, 1)), network((1, 32, 32, 1))
    return gancheck.Players(
        generator=generator,
        discriminator=discriminator,
        generator_optimizer=torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.0, 0.9)),
        discriminator_optimizer=torch.optim.Adam(discriminator.parameters(), lr=4e-3, betas=(0.0, 0.9)),
        generator_loss=lambda on_fake: F.softplus(-on_fake).mean(),
        discriminator_loss=lambda on_real, on_fake: F.softplus(-on_real).mean() + F.softplus(on_fake).mean(),
        noise=lambda m: torch.randn(m, 1),
    )
