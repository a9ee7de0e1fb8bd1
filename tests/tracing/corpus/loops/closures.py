"""Steps through closures, as LBFGS would ask for, with NAdam.

objective: non-saturating
notes: optimizer.step(closure)
"""

import torch
from torch import nn
from torch.nn.functional import softplus

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

n, nz = 32, 4
G = nn.Sequential(nn.Linear(nz, 24), nn.Mish(), nn.Linear(24, 2))
D = nn.Sequential(nn.Linear(2, 24), nn.Mish(), nn.Linear(24, 1))
opt_G = torch.optim.NAdam(G.parameters(), lr=1e-3)
opt_D = torch.optim.NAdam(D.parameters(), lr=1e-3)


def banana():
    x = torch.randn(n, 1)
    return torch.cat([x, 0.5 * x**2 - 0.5 + 0.3 * torch.randn(n, 1)], dim=1)


def closure_D():
    opt_D.zero_grad()
    loss = softplus(-D(banana())).mean() + softplus(D(G(torch.randn(n, nz)).detach())).mean()
    loss.backward()
    return loss


def closure_G():
    opt_G.zero_grad()
    loss = softplus(-D(G(torch.randn(n, nz)))).mean()
    loss.backward()
    return loss


for it in range(ITERATIONS):
    loss_D = opt_D.step(closure_D)
    loss_G = opt_G.step(closure_G)
    if it % 20 == 0:
        print(it, float(loss_D), float(loss_G))
