"""SRGAN: the generator is first trained by the squared error alone, then against D; fakes resemble their own data.

objective: non-saturating
notes: pre-training of G; each fake goes together with the real image of its row
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch_size, pretrain = 16, 15


class SRNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.PReLU(), nn.Conv2d(8, 4, 3, padding=1))

    def forward(self, low):
        up = F.interpolate(low, scale_factor=2, mode="bilinear", align_corners=False)
        return up + F.pixel_shuffle(self.body(low), 2)


netG = SRNet()
netD = nn.Sequential(
    nn.Conv2d(1, 8, 3, 2, 1),
    nn.LeakyReLU(0.2),
    nn.Conv2d(8, 16, 3, 2, 1),
    nn.LeakyReLU(0.2),
    nn.Flatten(),
    nn.Linear(64, 1),
    nn.Sigmoid(),
)
optimizerG = torch.optim.Adam(netG.parameters(), lr=1e-3)
optimizerD = torch.optim.Adam(netD.parameters(), lr=1e-3)
grid = torch.linspace(-1, 1, 8)


def images(n):
    a, b, c = torch.randn(3, n, 1, 1)
    picture = torch.tanh(a * grid.view(1, 1, 8) + b * grid.view(1, 8, 1) + c) + 0.1 * torch.randn(n, 8, 8)
    return picture.unsqueeze(1)


for _ in range(pretrain):
    hr = images(batch_size)
    lr = F.avg_pool2d(hr, 2)
    loss = F.mse_loss(netG(lr), hr)
    optimizerG.zero_grad()
    loss.backward()
    optimizerG.step()

for step in range(ITERATIONS):
    hr = images(batch_size)
    lr = F.avg_pool2d(hr, 2)
    sr = netG(lr).detach()
    real, fake = netD(hr), netD(sr)
    d_loss = F.binary_cross_entropy(real, torch.ones_like(real)) + F.binary_cross_entropy(fake, torch.zeros_like(fake))
    optimizerD.zero_grad()
    d_loss.backward()
    optimizerD.step()

    hr = images(batch_size)
    sr = netG(F.avg_pool2d(hr, 2))
    out = netD(sr)
    g_loss = F.mse_loss(sr, hr) + 1e-1 * F.binary_cross_entropy(out, torch.ones_like(out))
    optimizerG.zero_grad()
    g_loss.backward()
    optimizerG.step()
    if step % 20 == 0:
        print(step, d_loss.item(), g_loss.item())
