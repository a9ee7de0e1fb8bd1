"""Hinge loss and spectral normalisation on 8x8 images, two learning rates, as SNGAN and SAGAN do.

objective: hinge
"""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import spectral_norm

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, z_dim, ch = 16, 8, 8


class Gen(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(z_dim, 4 * 4 * ch)
        self.bn = nn.BatchNorm2d(ch)
        self.conv = nn.Conv2d(ch, 1, 3, padding=1)

    def forward(self, z):
        h = self.dense(z).view(-1, ch, 4, 4)
        h = F.interpolate(F.relu(self.bn(h)), scale_factor=2)
        return torch.tanh(self.conv(h))


class Disc(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = spectral_norm(nn.Conv2d(1, ch, 3, stride=2, padding=1))
        self.conv2 = spectral_norm(nn.Conv2d(ch, ch, 3, stride=2, padding=1))
        self.fc = spectral_norm(nn.Linear(ch, 1))

    def forward(self, x):
        h = F.leaky_relu(self.conv1(x), 0.1)
        h = F.leaky_relu(self.conv2(h), 0.1)
        return self.fc(h.sum(dim=(2, 3))).squeeze(1)


def real_images(n):
    slope = torch.randn(n, 1, 1, 1)
    ramp = torch.linspace(-1, 1, 8)
    return torch.tanh(slope * ramp.view(1, 1, 8, 1) + 0.3 * torch.randn(n, 1, 1, 8))


G, D = Gen(), Disc()
optim_disc = torch.optim.Adam(D.parameters(), lr=4e-4, betas=(0.0, 0.9))
optim_gen = torch.optim.Adam(G.parameters(), lr=1e-4, betas=(0.0, 0.9))

for step in range(ITERATIONS):
    optim_disc.zero_grad()
    real = real_images(batch)
    fake = G(torch.randn(batch, z_dim)).detach()
    loss_real = F.relu(1.0 - D(real)).mean()
    loss_fake = F.relu(1.0 + D(fake)).mean()
    disc_loss = loss_real + loss_fake
    disc_loss.backward()
    optim_disc.step()

    optim_gen.zero_grad()
    gen_loss = -D(G(torch.randn(batch, z_dim))).mean()
    gen_loss.backward()
    optim_gen.step()

    if step % 20 == 0:
        print(f"step {step} disc {disc_loss.item():.3f} gen {gen_loss.item():.3f}")
