"""Algorithm 1 to the letter on a Gaussian: two discriminator steps, one generator step, minimax, momentum.

objective: minimax
k: 2
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, k = 32, 2
mu, sigma = 1.0, 0.5

G = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
D = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1), nn.Sigmoid())
opt_g = torch.optim.SGD(G.parameters(), lr=0.02, momentum=0.5)
opt_d = torch.optim.SGD(D.parameters(), lr=0.05, momentum=0.5)


def sample_data(n):
    return mu + sigma * torch.randn(n, 1)


def sample_noise(n):
    return torch.rand(n, 1) * 2 - 1


for iteration in range(ITERATIONS):
    for _ in range(k):
        z = sample_noise(m)
        x = sample_data(m)
        value = torch.log(D(x)).mean() + torch.log(1 - D(G(z).detach())).mean()
        opt_d.zero_grad()
        (-value).backward()
        opt_d.step()

    z = sample_noise(m)
    loss_g = torch.log(1 - D(G(z))).mean()
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()

    if iteration % 20 == 0:
        print(f"{iteration:4d}  V(G, D) = {value.item():.4f}  mean {G(sample_noise(512)).mean().item():.3f}")
