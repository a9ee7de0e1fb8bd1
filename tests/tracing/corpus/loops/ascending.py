"""Both players climb: maximize=True, the discriminator on the value function, the generator on log D(G(z)).

objective: non-saturating
notes: optimizers that maximize
"""

import torch
from torch import nn
from torch.nn.functional import logsigmoid

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

size, dim_z, dim_x = 32, 5, 4
generator = nn.Sequential(nn.Linear(dim_z, 32), nn.ReLU(), nn.Linear(32, dim_x))
discriminator = nn.Sequential(nn.Linear(dim_x, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1), nn.Flatten(0))
ascend_d = torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.999), maximize=True)
ascend_g = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999), maximize=True)
scales = torch.tensor([0.5, 1.0, 1.5, 0.8])


def minibatch():
    return torch.distributions.Laplace(0.0, scales).sample((size,)) * 0.6


for iteration in range(ITERATIONS):
    x = minibatch()
    z = torch.randn(size, dim_z)
    value = logsigmoid(discriminator(x)).mean() + logsigmoid(-discriminator(generator(z).detach())).mean()
    ascend_d.zero_grad()
    value.backward()
    ascend_d.step()

    z = torch.randn(size, dim_z)
    fooled = logsigmoid(discriminator(generator(z))).mean()
    ascend_g.zero_grad()
    fooled.backward()
    ascend_g.step()

    if iteration % 20 == 0:
        print(f"V = {value.item():.4f}, log D(G(z)) = {fooled.item():.4f}")
