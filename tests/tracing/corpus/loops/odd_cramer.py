"""Cramer GAN (Bellemare et al. 2017): the critic is a difference of distances between what D makes of its rows.

objective: energy distance
k: 2
notes: D returns vectors; a gradient penalty on the critic; three minibatches in one step
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz, lam = 32, 4, 10.0
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 3))
D = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 8))
g_opt = torch.optim.Adam(G.parameters(), lr=1e-4, betas=(0.5, 0.9))
d_opt = torch.optim.Adam(D.parameters(), lr=1e-4, betas=(0.5, 0.9))


def critic(x, xg_):
    return torch.norm(D(x) - D(xg_), dim=1) - torch.norm(D(x), dim=1)


for it in range(ITERATIONS):
    for _ in range(2):
        xr = torch.randn(m, 3).abs()
        xg1, xg2 = G(torch.randn(m, nz)).detach(), G(torch.randn(m, nz)).detach()
        surrogate = critic(xr, xg2).mean() - critic(xg1, xg2).mean()
        eps = torch.rand(m, 1)
        x_hat = (eps * xr + (1 - eps) * xg1).requires_grad_(True)
        (gradient,) = torch.autograd.grad(critic(x_hat, xg2).sum(), x_hat, create_graph=True)
        penalty = ((gradient.norm(dim=1) - 1) ** 2).mean()
        d_loss = -surrogate + lam * penalty
        d_opt.zero_grad()
        d_loss.backward()
        d_opt.step()
    xr = torch.randn(m, 3).abs()
    xg1, xg2 = G(torch.randn(m, nz)), G(torch.randn(m, nz))
    hr, h1, h2 = D(xr), D(xg1), D(xg2)
    g_loss = (torch.norm(hr - h1, dim=1) + torch.norm(hr - h2, dim=1) - torch.norm(h1 - h2, dim=1)).mean()
    g_opt.zero_grad()
    g_loss.backward()
    g_opt.step()
    if it % 20 == 0:
        print(it, d_loss.item(), g_loss.item())
