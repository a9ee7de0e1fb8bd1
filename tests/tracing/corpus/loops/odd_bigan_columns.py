"""BiGAN (Donahue et al. 2017): D is fed one row [x, z] a pair, from the encoder and from the generator.

objective: non-saturating
notes: what the encoder makes stands beside the data; G and the encoder are trained by one loss
"""

import itertools

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, x_dim, z_dim = 32, 6, 3
G = nn.Sequential(nn.Linear(z_dim, 32), nn.LeakyReLU(0.2), nn.Linear(32, x_dim))
E = nn.Sequential(nn.Linear(x_dim, 32), nn.LeakyReLU(0.2), nn.Linear(32, z_dim))
D = nn.Sequential(nn.Linear(x_dim + z_dim, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_ge = torch.optim.Adam(itertools.chain(G.parameters(), E.parameters()), lr=2e-4, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(0.5, 0.999))
basis = torch.randn(z_dim, x_dim)


def data():
    return torch.tanh(torch.randn(m, z_dim) @ basis)


for it in range(ITERATIONS):
    x, z = data(), torch.randn(m, z_dim)
    real, fake = torch.cat([x, E(x)], 1), torch.cat([G(z), z], 1)
    d_loss = F.softplus(-D(real.detach())).mean() + F.softplus(D(fake.detach())).mean()
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()

    x, z = data(), torch.randn(m, z_dim)
    ge_loss = F.softplus(D(torch.cat([x, E(x)], 1))).mean() + F.softplus(-D(torch.cat([G(z), z], 1))).mean()
    opt_ge.zero_grad()
    ge_loss.backward()
    opt_ge.step()
    if it % 20 == 0:
        print(it, d_loss.item(), ge_loss.item())
