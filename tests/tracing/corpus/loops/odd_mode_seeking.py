"""Mode seeking (Mao et al. 2019): two noise vectors an image, and a term that keeps their images apart.

objective: non-saturating
notes: two calls of G a step, judged one by one; extra-term
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz, eps = 16, 6, 1e-5
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 4))
D = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()
real_label, fake_label = torch.ones(m, 1), torch.zeros(m, 1)

for i in range(ITERATIONS):
    real = torch.cat([torch.randn(m, 2), torch.rand(m, 2)], 1)
    fake_1, fake_2 = G(torch.randn(m, nz)), G(torch.randn(m, nz))
    loss_d = bce(D(real), real_label) + 0.5 * (
        bce(D(fake_1.detach()), fake_label) + bce(D(fake_2.detach()), fake_label)
    )
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()

    z1, z2 = torch.randn(m, nz), torch.randn(m, nz)
    fake_1, fake_2 = G(z1), G(z2)
    loss_gan = bce(D(fake_1), real_label) + bce(D(fake_2), real_label)
    lz = (fake_1 - fake_2).abs().mean() / (z1 - z2).abs().mean()
    loss_g = loss_gan + 1 / (lz + eps) * 0.1
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    if i % 20 == 0:
        print(i, loss_d.item(), loss_gan.item())
