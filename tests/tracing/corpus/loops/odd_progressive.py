"""A growing GAN: both players are told the resolution and how far the new layer has faded in.

objective: least-squares
notes: numbers beside the tensors in both players' calls; fakes of two sizes in one run
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz = 16, 8


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = nn.Sequential(nn.Linear(nz, 64), nn.LeakyReLU(0.2))
        self.grow = nn.Sequential(nn.Conv2d(4, 4, 3, 1, 1), nn.LeakyReLU(0.2))
        self.to_4, self.to_8 = nn.Conv2d(4, 1, 1), nn.Conv2d(4, 1, 1)

    def forward(self, z, level, alpha):
        h = self.base(z).view(-1, 4, 4, 4)
        small = self.to_4(h)
        if level == 0:
            return torch.tanh(small)
        up = F.interpolate(h, scale_factor=2)
        return torch.tanh((1 - alpha) * F.interpolate(small, scale_factor=2) + alpha * self.to_8(self.grow(up)))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.from_4, self.from_8 = nn.Conv2d(1, 4, 1), nn.Conv2d(1, 4, 1)
        self.shrink = nn.Sequential(nn.Conv2d(4, 4, 3, 2, 1), nn.LeakyReLU(0.2))
        self.head = nn.Sequential(nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(64, 1))

    def forward(self, x, level, alpha):
        if level == 0:
            return self.head(self.from_4(x))
        old = self.from_4(F.avg_pool2d(x, 2))
        return self.head((1 - alpha) * old + alpha * self.shrink(self.from_8(x)))


G, D = Generator(), Discriminator()
opt_g = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.0, 0.99))
opt_d = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.0, 0.99))
grid = torch.linspace(-1, 1, 8)

for step in range(ITERATIONS):
    level, alpha = int(step >= 20), min(1.0, max(0.0, (step - 20) / 20))
    a, b = torch.randn(2, m, 1, 1)
    x = torch.tanh(a * grid.view(1, 1, 8) + b * grid.view(1, 8, 1)).unsqueeze(1)
    x = x if level else F.avg_pool2d(x, 2)
    fake = G(torch.randn(m, nz), level, alpha).detach()
    loss_d = (D(x, level, alpha) - 1).square().mean() + D(fake, level, alpha).square().mean()
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()
    loss_g = (D(G(torch.randn(m, nz), level, alpha), level, alpha) - 1).square().mean()
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    if step % 20 == 0:
        print(step, loss_d.item(), loss_g.item())
