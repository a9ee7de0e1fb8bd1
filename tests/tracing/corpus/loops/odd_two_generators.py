"""Two generators against one discriminator, as in MAD-GAN without its classes: D sees as many data as fakes in all.

objective: non-saturating
notes: two generators that one discriminator judges
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz = 32, 5
G1 = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
G2 = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_g = torch.optim.Adam([*G1.parameters(), *G2.parameters()], lr=5e-4, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))


def fakes():
    return torch.cat([G1(torch.randn(m // 2, nz)), G2(torch.randn(m // 2, nz))])


for i in range(ITERATIONS):
    x = torch.randn(m, 2) * 0.3 + torch.randint(0, 2, (m, 1)) * 2 - 1
    loss_d = F.softplus(-D(x)).mean() + F.softplus(D(fakes().detach())).mean()
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()
    loss_g = F.softplus(-D(fakes())).mean()
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    if i % 20 == 0:
        print(i, loss_d.item(), loss_g.item())
