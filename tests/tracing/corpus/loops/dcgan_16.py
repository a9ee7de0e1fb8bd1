"""A slightly larger DCGAN with logits on 16x16 images; the discriminator's batch norm sees real and fake apart.

objective: non-saturating
notes: label 0 for real
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

BATCH, NZ = 16, 12


def up(n_in, n_out):
    return [nn.Upsample(scale_factor=2), nn.Conv2d(n_in, n_out, 3, 1, 1), nn.BatchNorm2d(n_out), nn.LeakyReLU(0.2)]


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.start = nn.Linear(NZ, 8 * 4 * 4)
        self.body = nn.Sequential(nn.BatchNorm2d(8), *up(8, 8), *up(8, 4), nn.Conv2d(4, 1, 3, 1, 1), nn.Tanh())

    def forward(self, z):
        return self.body(self.start(z).view(-1, 8, 4, 4))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 4, 3, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(4, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.LeakyReLU(0.2),
        )  # fmt: skip
        self.head = nn.Linear(8 * 4 * 4, 1)

    def forward(self, x):
        return self.head(self.body(x).flatten(1))


def load_batch():
    axis = torch.linspace(-1, 1, 16)
    radius = 0.3 + 0.5 * torch.rand(BATCH, 1, 1, 1)
    distance = (axis.view(1, 1, 16, 1) ** 2 + axis.view(1, 1, 1, 16) ** 2).sqrt()
    return 0.9 * torch.tanh(6 * (radius - distance)) + 0.05 * (torch.rand(BATCH, 1, 16, 16) * 2 - 1)


generator, discriminator = Generator(), Discriminator()
g_opt = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
d_opt = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()
is_real, is_fake = torch.zeros(BATCH, 1), torch.ones(BATCH, 1)

for step in range(ITERATIONS):
    fakes = generator(torch.randn(BATCH, NZ))
    d_opt.zero_grad()
    loss_d = 0.5 * (bce(discriminator(load_batch()), is_real) + bce(discriminator(fakes.detach()), is_fake))
    loss_d.backward()
    d_opt.step()

    fakes = generator(torch.randn(BATCH, NZ))
    g_opt.zero_grad()
    loss_g = bce(discriminator(fakes), is_real)
    loss_g.backward()
    g_opt.step()
    if step % 20 == 0:
        print(step, loss_d.item(), loss_g.item())
