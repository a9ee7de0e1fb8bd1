"""Instance noise (Sonderby et al. 2017): Gaussian noise on all that the discriminator is shown, fading out.

objective: non-saturating
notes: noise on the discriminator's inputs
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz, start = 32, 4, 0.3

G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
optG = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.999))
optD = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))
criterion = nn.BCEWithLogitsLoss()


def blurred(x, sigma):
    return x + sigma * torch.randn_like(x)


def checkerboard(n):
    x = torch.rand(n) * 2 - 1
    y = torch.rand(n) - torch.randint(0, 2, (n,)) * 2 + (torch.floor(x * 2) % 2)
    return torch.stack([x, 0.5 * y], dim=1)


for it in range(ITERATIONS):
    sigma = start * (1 - 0.5 * it / max(1, ITERATIONS))

    optD.zero_grad()
    fake = G(torch.randn(m, nz)).detach()
    out_real = D(blurred(checkerboard(m), sigma))
    out_fake = D(blurred(fake, sigma))
    errD = criterion(out_real, torch.ones(m, 1)) + criterion(out_fake, torch.zeros(m, 1))
    errD.backward()
    optD.step()

    optG.zero_grad()
    fake = G(torch.randn(m, nz))
    errG = criterion(D(blurred(fake, sigma)), torch.ones(m, 1))
    errG.backward()
    optG.step()
    if it % 20 == 0:
        print(it, sigma, errD.item(), errG.item())
