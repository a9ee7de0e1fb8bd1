"""Data and fakes in one minibatch, shuffled together with their labels.

objective: non-saturating
notes: a mixed minibatch in which real and fake rows take turns
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

half, nz = 16, 5
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 3))
D = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 1), nn.Sigmoid())
opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))

for i in range(ITERATIONS):
    real = torch.randn(half, 3) * 0.4 + 1
    x = torch.cat([real, G(torch.randn(half, nz)).detach()])
    y = torch.cat([torch.ones(half, 1), torch.zeros(half, 1)])
    order = torch.randperm(2 * half)
    loss_d = F.binary_cross_entropy(D(x[order]), y[order])
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()

    loss_g = F.binary_cross_entropy(D(G(torch.randn(2 * half, nz))), torch.ones(2 * half, 1))
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    if i % 20 == 0:
        print(i, loss_d.item(), loss_g.item())
