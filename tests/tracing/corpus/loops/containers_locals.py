"""A ring in the plane: both networks, both optimizers and the data live inside one function.

objective: non-saturating
k: 1
"""

import math

import torch
import torch.nn as nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


def ring(n):
    angle = 2 * math.pi * torch.rand(n, 1)
    return torch.cat([torch.cos(angle), torch.sin(angle)], dim=1) + 0.05 * torch.randn(n, 2)


def train(batch_size=64, z_dim=8):
    torch.manual_seed(SEED)
    net_g = nn.Sequential(nn.Linear(z_dim, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 2))
    net_d = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
    opt_g = torch.optim.Adam(net_g.parameters(), lr=1e-3, betas=(0.5, 0.999))
    opt_d = torch.optim.Adam(net_d.parameters(), lr=1e-3, betas=(0.5, 0.999))
    criterion = nn.BCEWithLogitsLoss()
    ones, zeros = torch.ones(batch_size, 1), torch.zeros(batch_size, 1)

    for i in range(ITERATIONS):
        fake = net_g(torch.randn(batch_size, z_dim)).detach()
        loss_d = criterion(net_d(ring(batch_size)), ones) + criterion(net_d(fake), zeros)
        opt_d.zero_grad()
        loss_d.backward()
        opt_d.step()

        fake = net_g(torch.randn(batch_size, z_dim))
        loss_g = criterion(net_d(fake), ones)
        opt_g.zero_grad()
        loss_g.backward()
        opt_g.step()

        if i % 20 == 0:
            print(f"[{i}/{ITERATIONS}] loss D {loss_d.item():.4f} loss G {loss_g.item():.4f}")


train()
