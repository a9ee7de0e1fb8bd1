"""Balanced consistency regularization (Zhao et al. 2021): D scores data and fakes alike before and after a change.

objective: non-saturating, with consistency
notes: four calls of D in its step, two of them for the consistency terms alone
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz, lam = 32, 5, 5.0
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 3))
D = nn.Sequential(nn.Linear(3, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))


def augment(x):
    return x + 0.1 * torch.randn_like(x)


for i in range(ITERATIONS):
    x = torch.randn(m, 3) * torch.tensor([1.0, 0.5, 0.1])
    fake = G(torch.randn(m, nz)).detach()
    d_x, d_f = D(x), D(fake)
    d_loss = F.softplus(-d_x).mean() + F.softplus(d_f).mean()
    consistency = F.mse_loss(D(augment(x)), d_x) + F.mse_loss(D(augment(fake)), d_f)
    opt_d.zero_grad()
    (d_loss + lam * consistency).backward()
    opt_d.step()

    g_loss = F.softplus(-D(G(torch.randn(m, nz)))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    if i % 20 == 0:
        print(i, d_loss.item(), g_loss.item())
