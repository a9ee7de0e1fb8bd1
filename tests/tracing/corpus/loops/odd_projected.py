"""Projected GAN (Sauer et al. 2021), in small: D judges features of a frozen network, of data and of fakes.

objective: hinge
notes: a frozen network between everything and D
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz = 16, 8
features = nn.Sequential(nn.Conv2d(1, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 3, 2, 1), nn.ReLU())
features.eval().requires_grad_(False)
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 64), nn.Tanh(), nn.Unflatten(1, (1, 8, 8)))
D = nn.Sequential(nn.Conv2d(16, 16, 1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(64, 1))
opt_G = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(0.0, 0.99))
opt_D = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(0.0, 0.99))
grid = torch.linspace(-1, 1, 8)


def real():
    a, b = torch.randn(2, m, 1, 1)
    return torch.tanh(a * grid.view(1, 1, 8) + b * grid.view(1, 8, 1)).unsqueeze(1)


for i in range(ITERATIONS):
    with torch.no_grad():
        fake = G(torch.randn(m, nz))
    loss_D = F.relu(1 - D(features(real()))).mean() + F.relu(1 + D(features(fake))).mean()
    opt_D.zero_grad()
    loss_D.backward()
    opt_D.step()

    loss_G = -D(features(G(torch.randn(m, nz)))).mean()
    opt_G.zero_grad()
    loss_G.backward()
    opt_G.step()
    if i % 20 == 0:
        print(i, loss_D.item(), loss_G.item())
