"""Weight normalization in both networks: the weights that layers use are made from others, step by step.

objective: least-squares
k: 1
notes: parametrized weights
"""

from itertools import pairwise

import torch
from torch import nn
from torch.nn.utils.parametrizations import weight_norm

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


def wn_linear(n_in, n_out):
    return weight_norm(nn.Linear(n_in, n_out))


class Net(nn.Module):
    def __init__(self, *sizes):
        super().__init__()
        self.hidden = nn.ModuleList(wn_linear(a, b) for a, b in pairwise(sizes[:-1]))
        self.last = wn_linear(sizes[-2], sizes[-1])

    def forward(self, x):
        for layer in self.hidden:
            x = nn.functional.leaky_relu(layer(x), 0.1)
        return self.last(x)


torch.manual_seed(SEED)
G, D = Net(5, 24, 24, 2), Net(2, 24, 24, 1)
g_opt = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.99))
d_opt = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.99))

for i in range(ITERATIONS):
    t = torch.rand(32, 1) * 3 - 1.5
    x = torch.cat([t, t**2 - 1], 1) + 0.05 * torch.randn(32, 2)
    loss_d = ((D(x) - 1) ** 2).mean() + (D(G(torch.randn(32, 5)).detach()) ** 2).mean()
    d_opt.zero_grad()
    loss_d.backward()
    d_opt.step()

    loss_g = ((D(G(torch.randn(32, 5))) - 1) ** 2).mean()
    g_opt.zero_grad()
    loss_g.backward()
    g_opt.step()
    if i % 20 == 0:
        print(f"{i:3d} {loss_d.item():.4f} {loss_g.item():.4f}")
