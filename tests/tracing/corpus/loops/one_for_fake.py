"""The other convention: the discriminator's output is the log odds of being fake.

objective: non-saturating
notes: label 1 for fake
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

BATCH, LATENT = 32, 4
REAL, FAKE = 0.0, 1.0

generator = nn.Sequential(nn.Linear(LATENT, 32), nn.LeakyReLU(0.2), nn.Linear(32, 2))
discriminator = nn.Sequential(
    nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1)
)
optim_g = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.9))
optim_d = torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.9))
bce = nn.BCEWithLogitsLoss()

labels_real = torch.full((BATCH, 1), REAL)
labels_fake = torch.full((BATCH, 1), FAKE)


def real_batch():
    angle = torch.rand(BATCH, 1) * 6.2832
    return torch.cat([angle.cos(), angle.sin()], dim=1) + 0.1 * torch.randn(BATCH, 2)


for step in range(ITERATIONS):
    x = real_batch()
    with torch.no_grad():
        x_fake = generator(torch.randn(BATCH, LATENT))
    d_real = discriminator(x)
    d_fake = discriminator(x_fake)
    loss_d = bce(d_real, labels_real) + bce(d_fake, labels_fake)
    optim_d.zero_grad()
    loss_d.backward()
    optim_d.step()

    # The generator wants its samples to be taken for real.
    g_out = discriminator(generator(torch.randn(BATCH, LATENT)))
    loss_g = bce(g_out, labels_real)
    optim_g.zero_grad()
    loss_g.backward()
    optim_g.step()

    if step % 20 == 0:
        print(step, loss_d.item(), loss_g.item())
