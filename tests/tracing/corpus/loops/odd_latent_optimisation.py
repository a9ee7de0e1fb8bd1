"""LOGAN (Wu et al. 2019): the noise is first moved along D's gradient, then both players train on what it makes.

objective: hinge
notes: what G is fed follows no prior any more; gradients with respect to the noise
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz, alpha, beta = 32, 8, 0.9, 0.1
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.0, 0.999))


def latent_optimise(z):
    z = z.requires_grad_(True)
    (gradient,) = torch.autograd.grad(D(G(z)).sum(), z)
    return (z + alpha * gradient / (beta + gradient.square().sum(1, keepdim=True))).detach().clamp(-3, 3)


for i in range(ITERATIONS):
    x = torch.rand(m, 2)
    z = latent_optimise(torch.randn(m, nz))
    d_loss = F.relu(1 - D(x)).mean() + F.relu(1 + D(G(z).detach())).mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()

    z = latent_optimise(torch.randn(m, nz))
    g_loss = -D(G(z)).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    if i % 20 == 0:
        print(i, d_loss.item(), g_loss.item())
