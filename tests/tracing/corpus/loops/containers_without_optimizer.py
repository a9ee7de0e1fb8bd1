"""Gradient descent written out: no optimizer anywhere.

objective: non-saturating
k: 1
notes: updates by hand
"""

import torch
import torch.nn.functional as F
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

lr = 0.05
G = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1))


def sgd(net):
    with torch.no_grad():
        for p in net.parameters():
            p -= lr * p.grad
            p.grad = None


def clear(net):
    for p in net.parameters():
        p.grad = None


for t in range(ITERATIONS):
    x = torch.randn(64, 2) @ torch.tensor([[1.0, 0.6], [0.0, 0.8]])
    x_fake = G(torch.randn(64, 3)).detach()
    loss_d = F.softplus(-D(x)).mean() + F.softplus(D(x_fake)).mean()
    loss_d.backward()
    sgd(D)

    loss_g = F.softplus(-D(G(torch.randn(64, 3)))).mean()
    loss_g.backward()
    sgd(G)
    clear(D)
    if t % 30 == 0:
        print(t, f"{loss_d.item():.4f}", f"{loss_g.item():.4f}")
