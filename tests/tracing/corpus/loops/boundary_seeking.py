"""Boundary-seeking GAN for continuous data (Hjelm et al. 2018): G moves its samples to the boundary.

objective: boundary-seeking
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch_size = 32
latent_dim = 6

generator = nn.Sequential(nn.Linear(latent_dim, 32), nn.LeakyReLU(0.2), nn.Linear(32, 5), nn.Tanh())
discriminator = nn.Sequential(nn.Linear(5, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1), nn.Sigmoid())
discriminator_loss = nn.BCELoss()
optimizer_G = torch.optim.Adam(generator.parameters(), lr=5e-4, betas=(0.5, 0.999))
optimizer_D = torch.optim.Adam(discriminator.parameters(), lr=5e-4, betas=(0.5, 0.999))


def boundary_seeking_loss(y_pred):
    """Half the squared log odds: zero where D is undecided."""
    return 0.5 * torch.mean((torch.log(y_pred) - torch.log(1 - y_pred)) ** 2)


def real_points():
    return torch.tanh(torch.randn(batch_size, 5) * 0.4 + torch.linspace(0.2, 0.9, 5))


for step in range(ITERATIONS):
    valid = torch.ones(batch_size, 1)
    fake = torch.zeros(batch_size, 1)

    optimizer_D.zero_grad()
    gen = generator(torch.randn(batch_size, latent_dim))
    real_loss = discriminator_loss(discriminator(real_points()), valid)
    fake_loss = discriminator_loss(discriminator(gen.detach()), fake)
    d_loss = (real_loss + fake_loss) / 2
    d_loss.backward()
    optimizer_D.step()

    optimizer_G.zero_grad()
    gen = generator(torch.randn(batch_size, latent_dim))
    g_loss = boundary_seeking_loss(discriminator(gen))
    g_loss.backward()
    optimizer_G.step()
    if step % 20 == 0:
        print(f"[{step}] D {d_loss.item():.4f} G {g_loss.item():.4f}")
