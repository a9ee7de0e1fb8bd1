"""The discriminator's pass runs into the generator; its gradients are thrown away before the generator's own.

objective: non-saturating
notes: fakes are not detached in the discriminator's step, which changes nothing
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch_size, input_size, features = 32, 5, 3
G = nn.Sequential(nn.Linear(input_size, 32), nn.LeakyReLU(0.1), nn.Linear(32, features))
D = nn.Sequential(nn.Linear(features, 32), nn.LeakyReLU(0.1), nn.Linear(32, 1))
g_optimizer = torch.optim.Adam(G.parameters(), lr=8e-4, betas=(0.5, 0.999))
d_optimizer = torch.optim.Adam(D.parameters(), lr=8e-4, betas=(0.5, 0.999))


def load_real():
    u = torch.rand(batch_size, 1)
    return torch.cat([u, u**2, 1 - u], dim=1) + 0.05 * torch.randn(batch_size, features)


def real_loss(d_out):
    return F.binary_cross_entropy_with_logits(d_out.squeeze(), torch.ones(batch_size))


def fake_loss(d_out):
    return F.binary_cross_entropy_with_logits(d_out.squeeze(), torch.zeros(batch_size))


for batch_i in range(ITERATIONS):
    d_optimizer.zero_grad()
    d_real_loss = real_loss(D(load_real()))
    fake_images = G(torch.randn(batch_size, input_size))
    d_fake_loss = fake_loss(D(fake_images))
    d_loss = d_real_loss + d_fake_loss
    d_loss.backward()
    d_optimizer.step()

    g_optimizer.zero_grad()
    fake_images = G(torch.randn(batch_size, input_size))
    g_loss = real_loss(D(fake_images))
    g_loss.backward()
    g_optimizer.step()

    if batch_i % 20 == 0:
        print(f"[{batch_i}] d_loss: {d_loss.item():6.4f} g_loss: {g_loss.item():6.4f}")
