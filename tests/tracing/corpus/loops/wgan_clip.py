"""WGAN with weight clipping: five critic steps, RMSprop, weights in [-0.1, 0.1] after each.

objective: wasserstein
k: 5
"""

import torch
from torch import nn, optim

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

n_critic = 5
clip_value = 0.1
batch_size = 32
nz = 4

netG = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
netD = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))
optimizerD = optim.RMSprop(netD.parameters(), lr=5e-4)
optimizerG = optim.RMSprop(netG.parameters(), lr=5e-4)


def swiss_roll(n):
    t = 4.7 * (1 + 2 * torch.rand(n, 1)) / 7
    return t * torch.cat([t.cos(), t.sin()], dim=1) / 2 + 0.03 * torch.randn(n, 2)


for gen_iteration in range(ITERATIONS):
    for _ in range(n_critic):
        netD.zero_grad()
        real = swiss_roll(batch_size)
        with torch.no_grad():
            fake = netG(torch.randn(batch_size, nz))
        errD_real = netD(real).mean()
        errD_fake = netD(fake).mean()
        errD = errD_fake - errD_real
        errD.backward()
        optimizerD.step()
        for p in netD.parameters():
            p.data.clamp_(-clip_value, clip_value)

    netG.zero_grad()
    noise = torch.randn(batch_size, nz)
    errG = -netD(netG(noise)).mean()
    errG.backward()
    optimizerG.step()

    if gen_iteration % 20 == 0:
        print(f"[{gen_iteration}] W: {-errD.item():.5f} Loss_G: {errG.item():.5f}")
