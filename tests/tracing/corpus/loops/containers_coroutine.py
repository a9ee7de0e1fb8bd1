"""Training as a Python generator that yields its losses; an averaged copy of G, buffers and all, gives the samples.

objective: non-saturating
k: 1
notes: averaging with buffers
"""

import copy

import torch
import torch.nn as nn
import torch.nn.functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


@torch.no_grad()
def accumulate(average, net, decay=0.99):
    for a, b in zip(average.parameters(), net.parameters(), strict=True):
        a.lerp_(b, 1 - decay)
    for a, b in zip(average.buffers(), net.buffers(), strict=True):
        a.copy_(b)


def training(g, d, data, z_dim):
    g_ema = copy.deepcopy(g).eval().requires_grad_(False)
    opt_g = torch.optim.Adam(g.parameters(), lr=5e-4, betas=(0.0, 0.99))
    opt_d = torch.optim.Adam(d.parameters(), lr=5e-4, betas=(0.0, 0.99))
    for real in data:
        d.requires_grad_(True)
        fake = g(torch.randn(len(real), z_dim)).detach()
        loss_d = F.softplus(-d(real)).mean() + F.softplus(d(fake)).mean()
        opt_d.zero_grad(set_to_none=True)
        loss_d.backward()
        opt_d.step()

        d.requires_grad_(False)
        loss_g = F.softplus(-d(g(torch.randn(len(real), z_dim)))).mean()
        opt_g.zero_grad(set_to_none=True)
        loss_g.backward()
        opt_g.step()
        accumulate(g_ema, g)
        yield loss_d.item(), loss_g.item(), g_ema


def stream(n):
    for _ in range(n):
        u = torch.rand(32, 1)
        yield torch.cat([u, 1 - u, (u > 0.5).float()], 1) * 1.6 - 0.8


torch.manual_seed(SEED)
G = nn.Sequential(nn.Linear(6, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 3), nn.Tanh())
D = nn.Sequential(nn.Linear(3, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
for i, (d_loss, g_loss, averaged) in enumerate(training(G, D, stream(ITERATIONS), 6)):
    if i % 20 == 0:
        samples = averaged(torch.randn(4, 6))
        print(f"{i} {d_loss:.4f} {g_loss:.4f} {samples.mean().item():.4f}")
