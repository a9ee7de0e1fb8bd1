"""Antithetic noise: every vector comes with its negative, which halves the variance of odd functions.

objective: non-saturating
notes: rows come in pairs z and -z; each of them follows the prior
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz = 64, 6
G = nn.Sequential(nn.Linear(nz, 32), nn.ELU(), nn.Linear(32, 3))
D = nn.Sequential(nn.Linear(3, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
g_optim = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
d_optim = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.0, 0.9))
mixing = torch.tensor([[1.0, 0.3, 0.0], [0.0, 0.8, 0.2], [0.5, 0.0, 0.6]])


def sample_z():
    half = torch.randn(m // 2, nz)
    return torch.cat([half, -half])


for step in range(ITERATIONS):
    x = torch.randn(m, 3) @ mixing
    d_loss = F.softplus(-D(x)).mean() + F.softplus(D(G(sample_z()).detach())).mean()
    d_optim.zero_grad()
    d_loss.backward()
    d_optim.step()

    g_loss = F.softplus(-D(G(sample_z()))).mean()
    g_optim.zero_grad()
    g_loss.backward()
    g_optim.step()
    if step % 20 == 0:
        print(step, d_loss.item(), g_loss.item())
