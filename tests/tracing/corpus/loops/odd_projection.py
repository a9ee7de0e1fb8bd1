"""Projection discriminator (Miyato and Koyama 2018), hinge loss, conditional batch norm, two learning rates.

objective: hinge
k: 2
notes: conditional; D's score is a linear layer plus an inner product with the label's embedding
"""

import torch
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

n_classes, batch, nz, n_dis = 3, 32, 8, 2


class ConditionalBatchNorm(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.norm = nn.BatchNorm1d(features, affine=False)
        self.scale = nn.Embedding(n_classes, features)
        self.shift = nn.Embedding(n_classes, features)
        nn.init.ones_(self.scale.weight)
        nn.init.zeros_(self.shift.weight)

    def forward(self, h, y):
        return self.norm(h) * self.scale(y) + self.shift(y)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second, self.last = nn.Linear(nz, 32), nn.Linear(32, 32), nn.Linear(32, 4)
        self.norms = nn.ModuleList([ConditionalBatchNorm(32), ConditionalBatchNorm(32)])

    def forward(self, z, y):
        h = torch.relu(self.norms[0](self.first(z), y))
        h = torch.relu(self.norms[1](self.second(h), y))
        return self.last(h)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.phi = nn.Sequential(
            spectral_norm(nn.Linear(4, 32)), nn.ReLU(), spectral_norm(nn.Linear(32, 32)), nn.ReLU()
        )
        self.psi = spectral_norm(nn.Linear(32, 1))
        self.embedding = spectral_norm(nn.Embedding(n_classes, 32))

    def forward(self, x, y):
        h = self.phi(x)
        return self.psi(h) + (self.embedding(y) * h).sum(1, keepdim=True)


gen, dis = Generator(), Discriminator()
opt_gen = torch.optim.Adam(gen.parameters(), lr=2e-4, betas=(0.0, 0.9))
opt_dis = torch.optim.Adam(dis.parameters(), lr=8e-4, betas=(0.0, 0.9))
centres = torch.randn(n_classes, 4)


def real_batch():
    y = torch.randint(n_classes, (batch,))
    return centres[y] + 0.3 * torch.randn(batch, 4), y


for i in range(ITERATIONS):
    for _ in range(n_dis):
        x, y = real_batch()
        pseudo_y = torch.randint(n_classes, (batch,))
        with torch.no_grad():
            fake = gen(torch.randn(batch, nz), pseudo_y)
        dis_loss = torch.relu(1 - dis(x, y)).mean() + torch.relu(1 + dis(fake, pseudo_y)).mean()
        opt_dis.zero_grad()
        dis_loss.backward()
        opt_dis.step()
    pseudo_y = torch.randint(n_classes, (batch,))
    gen_loss = -dis(gen(torch.randn(batch, nz), pseudo_y), pseudo_y).mean()
    opt_gen.zero_grad()
    gen_loss.backward()
    opt_gen.step()
    if i % 20 == 0:
        print(i, dis_loss.item(), gen_loss.item())
