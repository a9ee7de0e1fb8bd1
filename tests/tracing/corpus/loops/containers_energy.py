"""EBGAN: D is an autoencoder that returns an image; its energy, the squared error, is taken outside of it.

D has no score, so the objective cannot be read from the gradients at its output: a tracer has to say so.

objective: energy-based
k: 1
notes: D returns an image; may be unseen: discriminator-objective, generator-objective, opposite-signs
"""

import torch
import torch.nn as nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)

torch.manual_seed(SEED)
margin, batch_size = 1.0, 32
generator = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 8), nn.Tanh())
discriminator = nn.Sequential(nn.Linear(8, 3), nn.ReLU(), nn.Linear(3, 8))
optimizer_G = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
optimizer_D = torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.999))
basis = torch.randn(3, 8) * 0.6


def energy(x):
    return (discriminator(x) - x).pow(2).mean(dim=1)


for i in range(ITERATIONS):
    real = torch.tanh(torch.randn(batch_size, 3) @ basis)
    fake = generator(torch.randn(batch_size, 6)).detach()
    optimizer_D.zero_grad()
    d_loss = energy(real).mean() + torch.clamp(margin - energy(fake), min=0).mean()
    d_loss.backward()
    optimizer_D.step()

    optimizer_G.zero_grad()
    g_loss = energy(generator(torch.randn(batch_size, 6))).mean()
    g_loss.backward()
    optimizer_G.step()
    if i % 20 == 0:
        print(f"[{i}] [D loss: {d_loss.item():.4f}] [G loss: {g_loss.item():.4f}]")
