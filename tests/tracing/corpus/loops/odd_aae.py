"""Adversarial autoencoder (Makhzani et al. 2016): codes of data are the fakes, draws from the prior are the real rows.

objective: non-saturating
notes: G is fed data and no noise; the encoder is trained with the decoder, too
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, x_dim, z_dim = 32, 12, 3
Q = nn.Sequential(nn.Linear(x_dim, 32), nn.ReLU(), nn.Linear(32, z_dim))
P = nn.Sequential(nn.Linear(z_dim, 32), nn.ReLU(), nn.Linear(32, x_dim), nn.Sigmoid())
D_gauss = nn.Sequential(nn.Linear(z_dim, 32), nn.ReLU(), nn.Linear(32, 1), nn.Sigmoid())
optim_P = torch.optim.Adam(P.parameters(), lr=1e-3)
optim_Q_enc = torch.optim.Adam(Q.parameters(), lr=1e-3)
optim_Q_gen = torch.optim.Adam(Q.parameters(), lr=5e-4)
optim_D = torch.optim.Adam(D_gauss.parameters(), lr=5e-4)
TINY = 1e-15
data = torch.sigmoid(torch.randn(500, 4) @ torch.randn(4, x_dim))

for it in range(ITERATIONS):
    images = data[torch.randint(500, (batch,))]
    P.zero_grad()
    Q.zero_grad()
    D_gauss.zero_grad()
    recon_loss = F.binary_cross_entropy(P(Q(images)), images)
    recon_loss.backward()
    optim_P.step()
    optim_Q_enc.step()

    z_real_gauss = torch.randn(batch, z_dim) * 5.0
    D_real_gauss = D_gauss(z_real_gauss)
    D_fake_gauss = D_gauss(Q(images).detach())
    D_loss = -torch.mean(torch.log(D_real_gauss + TINY) + torch.log(1 - D_fake_gauss + TINY))
    D_gauss.zero_grad()
    D_loss.backward()
    optim_D.step()

    Q.zero_grad()
    G_loss = -torch.mean(torch.log(D_gauss(Q(images)) + TINY))
    G_loss.backward()
    optim_Q_gen.step()
    if it % 20 == 0:
        print(it, recon_loss.item(), D_loss.item(), G_loss.item())
