"""A Gaussian learned in one dimension as AYLIEN's gan-intro does: data and noise are sorted in every minibatch.

objective: non-saturating
notes: sorting changes no mean; rows of data and of fakes go together all the same
"""

import numpy as np
import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
np.random.seed(SEED)
torch.manual_seed(SEED)


class DataDistribution:
    def __init__(self):
        self.mu = 4
        self.sigma = 0.5

    def sample(self, n):
        samples = np.random.normal(self.mu, self.sigma, n)
        samples.sort()
        return torch.from_numpy(samples).float().view(n, 1)


class GeneratorDistribution:
    def __init__(self, reach):
        self.reach = reach

    def sample(self, n):
        samples = np.random.uniform(-self.reach, self.reach, n)
        samples.sort()
        return torch.from_numpy(samples).float().view(n, 1)


batch_size, hidden = 32, 4
data, gen = DataDistribution(), GeneratorDistribution(8)
G = nn.Sequential(nn.Linear(1, hidden), nn.Softplus(), nn.Linear(hidden, 1))
D = nn.Sequential(
    nn.Linear(1, hidden * 2), nn.Tanh(), nn.Linear(hidden * 2, hidden * 2), nn.Tanh(), nn.Linear(hidden * 2, 1)
)
D.append(nn.Sigmoid())
opt_d = torch.optim.SGD(D.parameters(), lr=0.01)
opt_g = torch.optim.SGD(G.parameters(), lr=0.01)

for step in range(ITERATIONS):
    x = data.sample(batch_size)
    z = gen.sample(batch_size)
    loss_d = torch.mean(-torch.log(D(x)) - torch.log(1 - D(G(z).detach())))
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()

    z = gen.sample(batch_size)
    loss_g = torch.mean(-torch.log(D(G(z))))
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    if step % 20 == 0:
        print(f"{step}: {loss_d.item():.4f}\t{loss_g.item():.4f}")
