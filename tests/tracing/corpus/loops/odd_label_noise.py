"""Labels drawn anew for every minibatch, 0.8 to 1 for data and 0 to 0.2 for fakes, one in twenty exchanged.

objective: non-saturating
departs: discriminator-objective
notes: soft and flipped labels as ganhacks advises
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz = 32, 5
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()


def labels(real):
    soft = 0.8 + 0.2 * torch.rand(m, 1) if real else 0.2 * torch.rand(m, 1)
    flip = torch.rand(m, 1) < 0.05
    return torch.where(flip, 1 - soft, soft)


for i in range(ITERATIONS):
    x = torch.randn(m, 2) * 0.5 + 1
    loss_d = bce(D(x), labels(True)) + bce(D(G(torch.randn(m, nz)).detach()), labels(False))
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()
    loss_g = bce(D(G(torch.randn(m, nz))), torch.ones(m, 1))
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    if i % 20 == 0:
        print(i, loss_d.item(), loss_g.item())
