"""A plain training loop as people write it, with one method for each thing that can go wrong or be done otherwise."""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def network(sizes: tuple[int, ...]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for i, o in pairwise(sizes):
        layers += [nn.Linear(i, o), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers[:-1])


class Handwritten:
    """Non-saturating, Adam (0, .9), learning rates decayed linearly to 0; right as it stands."""

    iterations = 2000
    minibatch = 128

    def __init__(self) -> None:
        self.generator = self.make_generator()
        self.discriminator = network((1, 32, 32, 1))
        self.g_optimizer = self.optimizer(self.generator, 1e-3)
        self.d_optimizer = self.optimizer(self.discriminator, 4e-3)
        self.decay = [
            torch.optim.lr_scheduler.LambdaLR(o, lambda i: max(1.0 - i / self.iterations, 0.0))
            for o in (self.g_optimizer, self.d_optimizer)
        ]

    def make_generator(self) -> nn.Module:
        return network((1, 32, 32, 1))

    def optimizer(self, net: nn.Module, lr: float) -> torch.optim.Optimizer:
        return torch.optim.Adam(net.parameters(), lr=lr, betas=(0.0, 0.9))

    def noise(self, m: int) -> Tensor:
        return torch.randn(m, 1)

    def d_loss(self, on_real: Tensor, on_fake: Tensor) -> Tensor:
        return F.softplus(-on_real).mean() + F.softplus(on_fake).mean()

    def g_loss(self, on_fake: Tensor) -> Tensor:
        return F.softplus(-on_fake).mean()

    def zero_grad(self) -> None:
        self.d_optimizer.zero_grad()

    def discriminator_step(self, real: Tensor, fake: Tensor) -> None:
        self.zero_grad()
        self.d_loss(self.discriminator(real)[:, 0], self.discriminator(fake)[:, 0]).backward()
        self.d_optimizer.step()

    def train_step(self, real: Tensor) -> None:
        self.discriminator_step(real, self.generator(self.noise(len(real))).detach())
        self.g_optimizer.zero_grad()
        self.g_loss(self.discriminator(self.generator(self.noise(len(real))))[:, 0]).backward()
        self.g_optimizer.step()
        for decay in self.decay:
            decay.step()

    def sample(self, n: int, seed: int) -> Tensor:
        torch.manual_seed(seed)
        with torch.no_grad():
            return self.generator(self.noise(n))

    def discriminate(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            return torch.sigmoid(self.discriminator(x))
