"""Softmax GAN (Lin 2017): a softmax over all examples of the real and the fake minibatch together.

objective: softmax
notes: the generator's step sees real data too
"""

import torch
from torch import nn, optim

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

mb_size, z_dim = 32, 6
G = nn.Sequential(nn.Linear(z_dim, 32), nn.ReLU(), nn.Linear(32, 4))
D = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 1))
G_solver = optim.Adam(G.parameters(), lr=1e-3)
D_solver = optim.Adam(D.parameters(), lr=1e-3)
mixing = torch.randn(4, 4) * 0.5


def minibatch():
    return torch.rand(mb_size, 4) @ mixing


def log_partition(on_real, on_fake):
    return torch.logsumexp(-torch.cat([on_real, on_fake]), dim=0).squeeze()


for it in range(ITERATIONS):
    # Discriminator: all the mass on the real examples.
    x = minibatch()
    g = G(torch.randn(mb_size, z_dim)).detach()
    D_real, D_fake = D(x), D(g)
    D_loss = D_real.sum() / mb_size + log_partition(D_real, D_fake)
    D_solver.zero_grad()
    D_loss.backward()
    D_solver.step()

    # Generator: equal mass on all examples.
    x = minibatch()
    g = G(torch.randn(mb_size, z_dim))
    D_real, D_fake = D(x), D(g)
    G_loss = (D_real.sum() + D_fake.sum()) / (2 * mb_size) + log_partition(D_real, D_fake)
    G_solver.zero_grad()
    G_loss.backward()
    G_solver.step()
    if it % 20 == 0:
        print(f"Iter-{it}; D_loss: {D_loss.item():.4f}; G_loss: {G_loss.item():.4f}")
