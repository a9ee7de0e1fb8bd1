"""Unrolled GAN (Metz et al. 2017), first order: D takes three steps more, G its step against them, D goes back.

objective: non-saturating
k: 4
notes: D's state is put back after each of G's steps
"""

import copy

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, z_dim, unrolled_steps = 32, 8, 3
G = nn.Sequential(nn.Linear(z_dim, 32), nn.ReLU(), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1))
criterion = nn.BCEWithLogitsLoss()
d_optimizer = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))
g_optimizer = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.999))


def real():
    angle = 2 * torch.pi * torch.randint(8, (batch,)) / 8
    return torch.stack([angle.cos(), angle.sin()], 1) + 0.02 * torch.randn(batch, 2)


def d_loop():
    d_optimizer.zero_grad()
    d_real = criterion(D(real()), torch.ones(batch, 1))
    with torch.no_grad():
        fake = G(torch.randn(batch, z_dim))
    d_fake = criterion(D(fake), torch.zeros(batch, 1))
    (d_real + d_fake).backward()
    d_optimizer.step()


def g_loop():
    backup, moments = copy.deepcopy(D.state_dict()), copy.deepcopy(d_optimizer.state_dict())
    for _ in range(unrolled_steps):
        d_loop()
    g_optimizer.zero_grad()
    loss = criterion(D(G(torch.randn(batch, z_dim))), torch.ones(batch, 1))
    loss.backward()
    g_optimizer.step()
    D.load_state_dict(backup)
    d_optimizer.load_state_dict(moments)
    return loss.item()


for it in range(ITERATIONS):
    d_loop()
    loss = g_loop()
    if it % 20 == 0:
        print(it, loss)
