"""The logistic losses as softplus, AdamW with decoupled weight decay.

objective: non-saturating
"""

import torch
from torch import nn
from torch.nn.functional import softplus

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
rng = torch.Generator().manual_seed(SEED)
torch.manual_seed(SEED)

n, latent = 32, 5
G = nn.Sequential(nn.Linear(latent, 32), nn.SiLU(), nn.Linear(32, 32), nn.SiLU(), nn.Linear(32, 3))
D = nn.Sequential(nn.Linear(3, 32), nn.SiLU(), nn.Linear(32, 32), nn.SiLU(), nn.Linear(32, 1))
g_opt = torch.optim.AdamW(G.parameters(), lr=5e-4, betas=(0.0, 0.99), weight_decay=1e-3)
d_opt = torch.optim.AdamW(D.parameters(), lr=5e-4, betas=(0.0, 0.99), weight_decay=1e-3)


def data():
    t = torch.rand(n, 1, generator=rng) * 3
    return torch.cat([t.cos(), t.sin(), t - 1.5], dim=1) + 0.05 * torch.randn(n, 3, generator=rng)


for i in range(ITERATIONS):
    real = data()
    fake = G(torch.randn(n, latent, generator=rng))
    d_loss = softplus(-D(real)).mean() + softplus(D(fake.detach())).mean()
    d_loss.backward()
    d_opt.step()
    d_opt.zero_grad()

    fake = G(torch.randn(n, latent, generator=rng))
    g_loss = softplus(-D(fake)).mean()
    g_loss.backward()
    g_opt.step()
    g_opt.zero_grad()
    d_opt.zero_grad()

    if i % 20 == 0:
        print(f"{i}: {d_loss.item():.3f} {g_loss.item():.3f}")
