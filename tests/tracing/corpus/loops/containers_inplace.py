"""Activations that overwrite their input, and a tanh in place on the generator's output after it returned.

objective: non-saturating
k: 1
notes: what D is fed is G's output changed in place
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

nz, batch = 10, 24
netG = nn.Sequential(
    nn.ConvTranspose2d(nz, 8, 2, 1, 0, bias=False),
    nn.BatchNorm2d(8),
    nn.ReLU(inplace=True),
    nn.ConvTranspose2d(8, 1, 4, 2, 1, bias=False),
)
netD = nn.Sequential(
    nn.Conv2d(1, 8, 4, 2, 1, bias=False),
    nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(8, 8, 1, bias=False),
    nn.BatchNorm2d(8),
    nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(8, 1, 2, bias=False),
    nn.Flatten(),
)
for m in (*netG.modules(), *netD.modules()):
    if isinstance(m, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(m.weight, 0.0, 0.1)
optG = torch.optim.Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
optD = torch.optim.Adam(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))


def real_images():
    rows = torch.rand(batch, 1, 4, 1) * 2 - 1
    return rows.expand(batch, 1, 4, 4).clone().mul_(0.8).add_(0.1 * torch.randn(batch, 1, 4, 4)).clamp_(-1, 1)


for _ in range(ITERATIONS):
    optD.zero_grad()
    fake = netG(torch.randn(batch, nz, 1, 1)).tanh_()
    d_loss = F.softplus(-netD(real_images())).mean() + F.softplus(netD(fake.detach())).mean()
    d_loss.backward()
    optD.step()

    optG.zero_grad()
    fake = netG(torch.randn(batch, nz, 1, 1)).tanh_()
    g_loss = F.softplus(-netD(fake)).mean()
    g_loss.backward()
    optG.step()
print(f"loss_d: {d_loss.item():.3f}  loss_g: {g_loss.item():.3f}")
