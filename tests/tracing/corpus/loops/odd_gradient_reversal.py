"""One loss and one backward pass for both players: a layer turns the gradient round between G and D.

objective: minimax
departs: order
notes: both players step at once, from one pass
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)


class GradReverse(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.neg()


m, nz = 32, 5
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.9))
opt_d = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.9))
bce = nn.BCEWithLogitsLoss()

for i in range(ITERATIONS):
    x = torch.randn(m, 2) * 0.5 + 1
    fake = GradReverse.apply(G(torch.randn(m, nz)))
    loss = bce(D(x), torch.ones(m, 1)) + bce(D(fake), torch.zeros(m, 1))
    opt_g.zero_grad()
    opt_d.zero_grad()
    loss.backward()
    opt_d.step()
    opt_g.step()
    if i % 20 == 0:
        print(i, loss.item())
