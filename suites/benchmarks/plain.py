"""The frozen reference: one iteration of Algorithm 1 as people write it by hand, and nothing of gancheck in it.

Ratios to it can be compared across machines and revisions only while it stays as it is: do not change this file.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus


def mlp(inputs: int, width: int, outputs: int) -> nn.Sequential:
    """A perceptron with two hidden layers."""
    return nn.Sequential(
        nn.Linear(inputs, width),
        nn.LeakyReLU(0.2),
        nn.Linear(width, width),
        nn.LeakyReLU(0.2),
        nn.Linear(width, outputs),
    )


class PlainLoop:
    """A GAN on a ring of eight Gaussians: Adam, the non-saturating loss, k discriminator steps an iteration."""

    def __init__(self, width: int, minibatch: int, k: int = 1, seed: int = 0, latent: int = 4) -> None:
        torch.manual_seed(seed)
        self.k, self.m, self.latent = k, minibatch, latent
        self.g, self.d = mlp(latent, width, 2), mlp(2, width, 1)
        self.g_rule = torch.optim.Adam(self.g.parameters(), lr=1e-3, betas=(0.0, 0.9))
        self.d_rule = torch.optim.Adam(self.d.parameters(), lr=4e-3, betas=(0.0, 0.9))
        angles = torch.arange(8) * (math.pi / 4)
        self.centers = 2.0 * torch.stack([angles.cos(), angles.sin()], 1)

    def data(self) -> Tensor:
        """A minibatch of the ring."""
        return self.centers[torch.randint(8, (self.m,))] + 0.1 * torch.randn(self.m, 2)

    def step(self) -> tuple[Tensor, Tensor]:
        """Do k discriminator steps and one generator step; return the last losses."""
        for _ in range(self.k):
            fake = self.g(torch.randn(self.m, self.latent)).detach()
            d_loss = softplus(-self.d(self.data())).mean() + softplus(self.d(fake)).mean()
            self.d_rule.zero_grad()
            d_loss.backward()
            self.d_rule.step()
        g_loss = softplus(-self.d(self.g(torch.randn(self.m, self.latent)))).mean()
        self.g_rule.zero_grad()
        g_loss.backward()
        self.g_rule.step()
        return d_loss.detach(), g_loss.detach()
