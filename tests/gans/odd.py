"""Odd but right GANs: nothing here may fail."""

from __future__ import annotations

import copy

import numpy as np
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


class DoublePrecision(Handwritten):
    """Networks in float64, where torch's default is float32; arrays of numpy come back."""

    def optimizer(self, net: nn.Module, lr: float) -> torch.optim.Optimizer:
        return super().optimizer(net.double(), lr)

    def noise(self, m: int) -> Tensor:
        return torch.from_numpy(np.random.normal(size=(m, 1)))  # noqa: NPY002

    def sample(self, n: int) -> np.ndarray:  # type: ignore[override]
        with torch.no_grad():
            return self.generator(self.noise(n)).numpy()


class FixedMinibatch(StepOnly):
    """Label tensors made once, for one size of minibatch."""

    minibatch = 64

    def __init__(self) -> None:
        super().__init__()
        ones, zeros = torch.ones(64), torch.zeros(64)
        bce = F.binary_cross_entropy_with_logits
        self._inner.d_loss = lambda on_real, on_fake: bce(on_real, ones) + bce(on_fake, zeros)  # type: ignore[method-assign]
        self._inner.g_loss = lambda on_fake: bce(on_fake, ones)  # type: ignore[method-assign]


class AveragedGenerator(StepOnly):
    """It shows an average of the generator, which training does not call."""

    def __init__(self) -> None:
        super().__init__()
        self.generator = copy.deepcopy(self._inner.generator)


class Slow(Handwritten):
    """Learning rates so small that no check's patience sees it learn."""

    def optimizer(self, net: nn.Module, lr: float) -> torch.optim.Optimizer:
        return torch.optim.SGD(net.parameters(), lr=1e-4)


class LinearDiscriminator(Handwritten):
    """A discriminator too small for D*."""

    def optimizer(self, net: nn.Module, lr: float) -> torch.optim.Optimizer:
        if net is not self.generator:
            self.discriminator = net = nn.Linear(1, 1)
            lr = 2e-2
        return super().optimizer(net, lr)


class Critic(Handwritten):
    """Wasserstein with clipped weights; its raw output is no probability, whatever `output` says."""

    objective = "wasserstein"

    def discriminator_step(self, real: Tensor, fake: Tensor) -> None:
        super().discriminator_step(real, fake)
        for parameter in self.discriminator.parameters():
            parameter.data.clamp_(-0.3, 0.3)

    def d_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        return on_fake.mean() - on_real.mean()

    def g_loss(self, on_fake: Tensor) -> Tensor:
        return -on_fake.mean()

    def discriminate(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            return self.discriminator(x)


class SharedNoise(Handwritten):
    """Both players' steps use the same fakes, as the paper's authors did: a departure, with the same fixed point."""

    def train_step(self, real: Tensor) -> None:
        fake = self.generator(self.noise(len(real)))
        self.discriminator_step(real, fake.detach())
        self.g_optimizer.zero_grad()
        self.g_loss(self.discriminator(fake)[:, 0]).backward()
        self.g_optimizer.step()


class RepeatedNoise(Handwritten):
    """Fresh noise in every iteration, the same for both players."""

    def train_step(self, real: Tensor) -> None:
        drawn, fresh = super().noise(len(real)), self.noise
        self.noise = lambda m: drawn  # type: ignore[method-assign]
        super().train_step(real)
        self.noise = fresh  # type: ignore[method-assign]
