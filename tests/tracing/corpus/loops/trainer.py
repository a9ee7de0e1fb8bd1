"""A trainer object that owns nets, optimizers and the options; the losses are summed from two means.

objective: non-saturating
k: 2
"""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


@dataclass
class Options:
    batch: int = 32
    latent: int = 6
    features: int = 4
    d_steps: int = 2
    lr_g: float = 5e-4
    lr_d: float = 1e-3


class Trainer:
    def __init__(self, options):
        self.options = options
        self.G = nn.Sequential(nn.Linear(options.latent, 32), nn.ReLU(), nn.Linear(32, options.features))
        self.D = nn.Sequential(nn.Linear(options.features, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
        self.optim = {
            "G": torch.optim.Adam(self.G.parameters(), lr=options.lr_g, betas=(0.5, 0.999)),
            "D": torch.optim.Adam(self.D.parameters(), lr=options.lr_d, betas=(0.5, 0.999)),
        }
        self.history = []

    def real(self):
        h = torch.randn(self.options.batch, 2)
        return torch.stack([h[:, 0], h[:, 1], h[:, 0] * h[:, 1], h.square().sum(1) / 2], dim=1) / 2

    def noise(self):
        return torch.randn(self.options.batch, self.options.latent)

    def discriminator_step(self):
        real, fake = self.D(self.real()), self.D(self.G(self.noise()).detach())
        loss = F.softplus(-real).mean() + F.softplus(fake).mean()
        self._apply("D", loss)
        return loss.item()

    def generator_step(self):
        loss = F.softplus(-self.D(self.G(self.noise()))).mean()
        self._apply("G", loss)
        return loss.item()

    def _apply(self, player, loss):
        self.optim[player].zero_grad(set_to_none=True)
        loss.backward()
        self.optim[player].step()

    def fit(self, iterations):
        for _ in range(iterations):
            for _ in range(self.options.d_steps):
                d_loss = self.discriminator_step()
            self.history.append((d_loss, self.generator_step()))


if __name__ == "__main__":
    torch.manual_seed(SEED)
    trainer = Trainer(Options())
    trainer.fit(ITERATIONS)
    print(trainer.history[-1])
