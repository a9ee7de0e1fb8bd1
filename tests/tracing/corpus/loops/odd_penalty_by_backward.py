"""WGAN-GP whose slopes come from `backward(create_graph=True)` and the points' `.grad`.

objective: wgan-gp
notes: the penalty's slopes are in .grad; what that pass leaves in D is thrown away
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz = 32, 4
netG = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
netD = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
optG = torch.optim.Adam(netG.parameters(), lr=5e-4, betas=(0.0, 0.9))
optD = torch.optim.Adam(netD.parameters(), lr=5e-4, betas=(0.0, 0.9))

for it in range(ITERATIONS):
    x = torch.randn(m, 2) * 0.3 + torch.tensor([2.0, 0.0])
    fake = netG(torch.randn(m, nz)).detach()
    eps = torch.rand(m, 1)
    points = (eps * x + (1 - eps) * fake).requires_grad_(True)
    out = netD(points)
    out.backward(torch.ones_like(out), create_graph=True)
    penalty = ((points.grad.norm(2, dim=1) - 1) ** 2).mean()
    netD.zero_grad()
    errD = netD(fake).mean() - netD(x).mean() + 10 * penalty
    errD.backward()
    optD.step()

    netG.zero_grad()
    errG = -netD(netG(torch.randn(m, nz))).mean()
    errG.backward()
    optG.step()
    if it % 20 == 0:
        print(it, errD.item(), errG.item())
