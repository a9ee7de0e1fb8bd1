"""Noise of four random bits: sixteen vectors in all, so that every minibatch holds the same rows, in other numbers.

objective: non-saturating
notes: a discrete prior; data of eight points exactly
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, bits = 64, 4
corners = torch.tensor([[i >> 2 & 1, i >> 1 & 1, i & 1] for i in range(8)]).float()
G = nn.Sequential(nn.Linear(bits, 32), nn.LeakyReLU(0.1), nn.Linear(32, 3), nn.Sigmoid())
D = nn.Sequential(nn.Linear(3, 32), nn.LeakyReLU(0.1), nn.Linear(32, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))
loss = nn.BCEWithLogitsLoss()


def noise():
    return torch.randint(0, 2, (batch, bits)).float()


for i in range(ITERATIONS):
    real = corners[torch.randint(0, 8, (batch,))]
    fake = G(noise()).detach()
    loss_d = loss(D(real), torch.ones(batch, 1)) + loss(D(fake), torch.zeros(batch, 1))
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()

    loss_g = loss(D(G(noise())), torch.ones(batch, 1))
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    if i % 20 == 0:
        print(i, loss_d.item(), loss_g.item())
