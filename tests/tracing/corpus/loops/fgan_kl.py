"""f-GAN for the Kullback-Leibler divergence, activations and conjugate of Nowozin et al. 2016.

objective: kl
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

B, NZ = 32, 4
Q = nn.Sequential(nn.Linear(NZ, 32), nn.ReLU(), nn.Linear(32, 2))
V = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 1))
opt_q = torch.optim.Adam(Q.parameters(), lr=5e-4)
opt_v = torch.optim.Adam(V.parameters(), lr=5e-4)


def activation(v):
    return v


def conjugate(t):
    return torch.exp(t - 1)


def data(n):
    x = torch.randn(n, 1)
    return torch.cat([x, 0.3 * x**2 + 0.2 * torch.randn(n, 1)], dim=1)


for step in range(ITERATIONS):
    x_p = data(B)
    x_q = Q(torch.randn(B, NZ))
    bound = activation(V(x_p)).mean() - conjugate(activation(V(x_q.detach()))).mean()
    loss_v = -bound
    opt_v.zero_grad()
    loss_v.backward()
    opt_v.step()

    x_q = Q(torch.randn(B, NZ))
    loss_q = -conjugate(activation(V(x_q))).mean()
    opt_q.zero_grad()
    loss_q.backward()
    opt_q.step()

    if step % 20 == 0:
        print(f"step {step}: KL > {bound.item():.4f}")
