"""Everything in float64, SGD with Nesterov momentum.

objective: non-saturating
"""

import torch
import torch.nn.functional as F
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)
torch.set_default_dtype(torch.float64)

m, latent = 32, 3
G = nn.Sequential(nn.Linear(latent, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 2))
D = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))
opt_G = torch.optim.SGD(G.parameters(), lr=0.02, momentum=0.9, nesterov=True)
opt_D = torch.optim.SGD(D.parameters(), lr=0.02, momentum=0.9, nesterov=True)


def p_data(n):
    x = torch.randn(n, 2)
    x[:, 1] = 0.4 * x[:, 1] + torch.sin(x[:, 0])
    return x


for i in range(ITERATIONS):
    D.zero_grad()
    loss_D = F.softplus(-D(p_data(m))).mean()
    with torch.no_grad():
        fake = G(torch.randn(m, latent))
    loss_D = loss_D + F.softplus(D(fake)).mean()
    loss_D.backward()
    opt_D.step()

    G.zero_grad()
    loss_G = F.softplus(-D(G(torch.randn(m, latent)))).mean()
    loss_G.backward()
    opt_G.step()
    if i % 20 == 0:
        print(f"{i:3d} {loss_D.item():.6f} {loss_G.item():.6f}")
