"""Minibatch discrimination (Salimans et al. 2016): D's score of a row depends on the rows beside it.

objective: non-saturating
notes: rows of a minibatch are compared inside D
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, nz = 24, 6


class MinibatchDiscrimination(nn.Module):
    def __init__(self, inside, kernels=5, dims=3):
        super().__init__()
        self.T = nn.Parameter(torch.randn(inside, kernels, dims) * 0.1)

    def forward(self, x):
        M = torch.einsum("ni,ikd->nkd", x, self.T)
        norm = (M.unsqueeze(0) - M.unsqueeze(1)).abs().sum(3)
        return torch.cat([x, torch.exp(-norm).sum(0) - 1], dim=1)


G = nn.Sequential(nn.Linear(nz, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 4))
D = nn.Sequential(nn.Linear(4, 16), nn.LeakyReLU(0.2), MinibatchDiscrimination(16), nn.Linear(21, 1), nn.Sigmoid())
opt_g = torch.optim.Adam(G.parameters(), 2e-4, (0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), 2e-4, (0.5, 0.999))
bce = nn.BCELoss()
basis = torch.randn(2, 4)

for i in range(ITERATIONS):
    x = torch.randn(batch, 2) @ basis
    valid, invalid = torch.ones(batch, 1), torch.zeros(batch, 1)
    opt_d.zero_grad()
    fake = G(torch.randn(batch, nz))
    d_loss = (bce(D(x), valid) + bce(D(fake.detach()), invalid)) / 2
    d_loss.backward()
    opt_d.step()
    opt_g.zero_grad()
    g_loss = bce(D(G(torch.randn(batch, nz))), valid)
    g_loss.backward()
    opt_g.step()
    if i % 20 == 0:
        print(i, d_loss.item(), g_loss.item())
