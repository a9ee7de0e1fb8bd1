"""VQGAN's second stage in small (Esser et al. 2021): fakes are reconstructions, G's weight is steered by two gradients.

objective: hinge
departs: order, fresh-fakes
notes: D begins after 10 iterations; an adaptive weight by autograd.grad; no noise; each fake resembles its own datum
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, start = 16, 10
encoder = nn.Sequential(nn.Conv2d(1, 8, 3, 2, 1), nn.SiLU(), nn.Conv2d(8, 4, 3, 1, 1))
decoder = nn.Sequential(nn.Conv2d(4, 8, 3, 1, 1), nn.SiLU(), nn.Upsample(scale_factor=2), nn.Conv2d(8, 1, 3, 1, 1))
disc = nn.Sequential(nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 1, 4, 1, 1))
opt_ae = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3, betas=(0.5, 0.9))
opt_disc = torch.optim.Adam(disc.parameters(), lr=1e-3, betas=(0.5, 0.9))
grid = torch.linspace(-1, 1, 8)
last_layer = decoder[-1].weight


def images():
    a, b = torch.randn(2, m, 1, 1)
    return torch.tanh(2 * a * grid.view(1, 1, 8) + 2 * b * grid.view(1, 8, 1)).unsqueeze(1)


for step in range(ITERATIONS + start):
    disc_factor = 1.0 if step >= start else 0.0
    x = images()
    x_rec = decoder(encoder(x))
    nll_loss = (x - x_rec).abs().mean()
    g_loss = -disc(x_rec).mean()
    nll_grads = torch.autograd.grad(nll_loss, last_layer, retain_graph=True)[0]
    g_grads = torch.autograd.grad(g_loss, last_layer, retain_graph=True)[0]
    d_weight = (nll_grads.norm() / (g_grads.norm() + 1e-4)).clamp(0.0, 1e4).detach() * 0.8
    loss = nll_loss + d_weight * disc_factor * g_loss
    opt_ae.zero_grad()
    loss.backward()
    opt_ae.step()

    logits_real, logits_fake = disc(x.detach()), disc(x_rec.detach())
    d_loss = disc_factor * 0.5 * (F.relu(1 - logits_real).mean() + F.relu(1 + logits_fake).mean())
    opt_disc.zero_grad()
    d_loss.backward()
    opt_disc.step()
    if step % 20 == 0:
        print(step, nll_loss.item(), d_loss.item())
