"""BEGAN (Berthelot et al. 2017): an autoencoder for D, and a weight on its fakes that is steered during training.

objective: boundary equilibrium
notes: D returns an image; the weight of the fakes changes from step to step
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, nz, gamma, lambda_k = 16, 8, 0.75, 0.01
G = nn.Sequential(nn.Linear(nz, 32), nn.ELU(), nn.Linear(32, 12))
D = nn.Sequential(nn.Linear(12, 8), nn.ELU(), nn.Linear(8, 12))
g_optim = torch.optim.Adam(G.parameters(), lr=1e-4, betas=(0.5, 0.999))
d_optim = torch.optim.Adam(D.parameters(), lr=1e-4, betas=(0.5, 0.999))
base = torch.randn(3, 12)
k_t = 0.0

for step in range(ITERATIONS):
    x = torch.tanh(torch.randn(batch, 3) @ base)
    D.zero_grad()
    G.zero_grad()
    sample = G(torch.empty(batch, nz).uniform_(-1, 1))
    d_loss_real = (D(x) - x).abs().mean()
    d_loss_fake = (D(sample.detach()) - sample.detach()).abs().mean()
    d_loss = d_loss_real - k_t * d_loss_fake
    d_loss.backward()
    d_optim.step()

    G.zero_grad()
    D.zero_grad()
    sample = G(torch.empty(batch, nz).uniform_(-1, 1))
    g_loss = (D(sample) - sample).abs().mean()
    g_loss.backward()
    g_optim.step()
    balance = (gamma * d_loss_real - g_loss).item()
    k_t = min(max(k_t + lambda_k * balance, 0), 1)
    if step % 20 == 0:
        print(step, d_loss.item(), g_loss.item(), k_t)
