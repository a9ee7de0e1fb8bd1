"""Gradient accumulation: every step of either player sums two micro-batches.

objective: non-saturating
notes: two passes before each step
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

micro_batch, accumulate, latent = 16, 2, 6

generator = nn.Sequential(nn.Linear(latent, 32), nn.ReLU(), nn.Linear(32, 3))
discriminator = nn.Sequential(nn.Linear(3, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
optimizer_g = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
optimizer_d = torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()
ones, zeros = torch.ones(micro_batch, 1), torch.zeros(micro_batch, 1)


def stream():
    while True:
        h = torch.randn(micro_batch, 1)
        yield torch.cat([h, h.abs(), 0.5 * h + 0.5], dim=1) + 0.1 * torch.randn(micro_batch, 3)


real_data = stream()

for step in range(ITERATIONS):
    optimizer_d.zero_grad()
    for _ in range(accumulate):
        real = next(real_data)
        fake = generator(torch.randn(micro_batch, latent)).detach()
        d_loss = bce(discriminator(real), ones) + bce(discriminator(fake), zeros)
        (d_loss / accumulate).backward()
    optimizer_d.step()

    optimizer_g.zero_grad()
    for _ in range(accumulate):
        g_loss = bce(discriminator(generator(torch.randn(micro_batch, latent))), ones)
        (g_loss / accumulate).backward()
    optimizer_g.step()

    if step % 20 == 0:
        print(step, d_loss.item(), g_loss.item())
