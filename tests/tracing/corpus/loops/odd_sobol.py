"""Quasi-random noise: a scrambled Sobol sequence, turned into normal numbers, goes on from step to step.

objective: non-saturating
notes: noise that covers its prior more evenly than independent draws; every expectation stays what it is
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, nz = 32, 4
sobol = torch.quasirandom.SobolEngine(nz, scramble=True, seed=SEED)
normal = torch.distributions.Normal(0.0, 1.0)
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()
ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)


def noise():
    u = sobol.draw(batch).clamp(1e-6, 1 - 1e-6)
    return normal.icdf(u)


def two_moons():
    t = torch.pi * torch.rand(batch)
    side = torch.randint(2, (batch,)).float()
    points = torch.stack([torch.cos(t) + side, (1 - 2 * side) * torch.sin(t)], dim=1)
    return points + 0.05 * torch.randn(batch, 2)


for i in range(ITERATIONS):
    opt_d.zero_grad()
    loss_d = bce(D(two_moons()), ones) + bce(D(G(noise()).detach()), zeros)
    loss_d.backward()
    opt_d.step()

    opt_g.zero_grad()
    loss_g = bce(D(G(noise())), ones)
    loss_g.backward()
    opt_g.step()
    if i % 20 == 0:
        print(i, loss_d.item(), loss_g.item())
