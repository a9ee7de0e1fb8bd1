"""BiGAN: D is fed pairs (x, z), real ones from the encoder and fake ones from the generator, which share an optimizer.

The encoder's codes reach D on the real side with a gradient of their own: that side of the generator's loss is right.

objective: non-saturating
k: 1
notes: pairs; may be unseen: generator-objective
"""

from itertools import chain

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)
Z, X, BATCH = 3, 5, 40


class PairDiscriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.on_x = nn.Linear(X, 24)
        self.on_z = nn.Linear(Z, 24)
        self.joint = nn.Sequential(nn.LeakyReLU(0.1), nn.Linear(48, 24), nn.LeakyReLU(0.1), nn.Linear(24, 1))

    def forward(self, x, z):
        return self.joint(torch.cat([self.on_x(x), self.on_z(z)], dim=1))


encoder = nn.Sequential(nn.Linear(X, 24), nn.LeakyReLU(0.1), nn.Linear(24, Z))
generator = nn.Sequential(nn.Linear(Z, 24), nn.ReLU(), nn.Linear(24, X))
discriminator = PairDiscriminator()
opt_ge = torch.optim.Adam(chain(encoder.parameters(), generator.parameters()), lr=1e-3, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.999))
loading = torch.randn(Z, X) / Z**0.5


def data():
    return torch.randn(BATCH, Z) @ loading + 0.1 * torch.randn(BATCH, X)


for step in range(ITERATIONS):
    x, z = data(), torch.randn(BATCH, Z)
    with torch.no_grad():
        z_hat, x_hat = encoder(x), generator(z)
    real_score, fake_score = discriminator(x, z_hat), discriminator(x_hat, z)
    loss_d = F.binary_cross_entropy_with_logits(real_score, torch.ones_like(real_score))
    loss_d = loss_d + F.binary_cross_entropy_with_logits(fake_score, torch.zeros_like(fake_score))
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()

    x, z = data(), torch.randn(BATCH, Z)
    real_score, fake_score = discriminator(x, encoder(x)), discriminator(generator(z), z)
    loss_ge = F.binary_cross_entropy_with_logits(real_score, torch.zeros_like(real_score))
    loss_ge = loss_ge + F.binary_cross_entropy_with_logits(fake_score, torch.ones_like(fake_score))
    opt_ge.zero_grad()
    loss_ge.backward()
    opt_ge.step()
    if step % 20 == 19:
        print(step + 1, round(loss_d.item(), 4), round(loss_ge.item(), 4))
