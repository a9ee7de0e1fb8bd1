"""WGAN-GP with the critic low on real data: the distance's sign is the other way round for both players.

objective: wgan-gp
k: 2
notes: the critic is low on real data
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

N, NZ, K = 32, 6, 2

netG = nn.Sequential(nn.Linear(NZ, 24), nn.LeakyReLU(0.2), nn.Linear(24, 3))
netD = nn.Sequential(nn.Linear(3, 24), nn.LeakyReLU(0.2), nn.Linear(24, 24), nn.LeakyReLU(0.2), nn.Linear(24, 1))
optG = torch.optim.Adam(netG.parameters(), lr=5e-4, betas=(0.5, 0.9))
optD = torch.optim.Adam(netD.parameters(), lr=5e-4, betas=(0.5, 0.9))
shape = torch.tensor([[1.0, 0.5, 0.0], [0.0, 0.6, -0.3], [0.0, 0.0, 0.4]])


def penalty(x_real, x_fake):
    a = torch.rand(N, 1)
    x = (a * x_real + (1 - a) * x_fake).detach().requires_grad_(True)
    y = netD(x)
    grad = torch.autograd.grad(y, x, torch.ones_like(y), create_graph=True)[0]
    return 10 * (grad.square().sum(1).sqrt() - 1).square().mean()


for i in range(ITERATIONS):
    for _ in range(K):
        x_real = torch.randn(N, 3) @ shape + 0.5
        x_fake = netG(torch.randn(N, NZ)).detach()
        optD.zero_grad()
        energy_real = netD(x_real).mean()
        energy_fake = netD(x_fake).mean()
        # Energies: low where the data are.
        (energy_real - energy_fake).backward()
        gp = penalty(x_real, x_fake)
        gp.backward()
        optD.step()

    optG.zero_grad()
    lossG = netD(netG(torch.randn(N, NZ))).mean()
    lossG.backward()
    optG.step()
    if i % 20 == 0:
        print(i, (energy_fake - energy_real).item(), lossG.item())
