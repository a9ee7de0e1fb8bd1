"""Generative multi-adversarial network (Durugkar et al. 2017): two discriminators, each with its optimizer, one G.

objective: non-saturating
notes: two pairs of players that share the generator; its loss is the mean over both
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz = 32, 5
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
D_wide = nn.Sequential(nn.Linear(2, 48), nn.LeakyReLU(0.2), nn.Linear(48, 1))
D_deep = nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
judges = [D_wide, D_deep]
opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
opts_d = [torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999)) for D in judges]

for i in range(ITERATIONS):
    x = torch.randn(m, 2) @ torch.tensor([[1.0, 0.4], [0.0, 0.3]])
    for D, opt_d in zip(judges, opts_d, strict=True):
        fake = G(torch.randn(m, nz)).detach()
        loss_d = F.softplus(-D(x)).mean() + F.softplus(D(fake)).mean()
        opt_d.zero_grad()
        loss_d.backward()
        opt_d.step()
    fake = G(torch.randn(m, nz))
    loss_g = sum(F.softplus(-D(fake)).mean() for D in judges) / len(judges)
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    if i % 20 == 0:
        print(i, loss_d.item(), loss_g.item())
