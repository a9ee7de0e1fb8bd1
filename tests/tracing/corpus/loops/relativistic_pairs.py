"""RSGAN: the log odds that a real example looks more real than the fake it is paired with.

objective: relativistic
notes: the generator's step sees real data too
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


class Net(nn.Module):
    def __init__(self, n_in, n_out, width=24):
        super().__init__()
        self.inner = nn.Linear(n_in, width)
        self.outer = nn.Linear(width, n_out)

    def forward(self, x):
        return self.outer(F.leaky_relu(self.inner(x), 0.2))


def paired_loss(winner, loser):
    return -F.logsigmoid(winner - loser).mean()


def main(batch=32, latent=3):
    torch.manual_seed(SEED)
    G, C = Net(latent, 2), Net(2, 1)
    opt_g = torch.optim.Adam(G.parameters(), lr=1e-3)
    opt_c = torch.optim.Adam(C.parameters(), lr=1e-3)

    def moons():
        t = torch.rand(batch, 1) * 3.14
        upper = torch.randint(0, 2, (batch, 1)) * 2 - 1
        return torch.cat([t.cos() + 0.5 * upper, upper * t.sin()], dim=1) + 0.05 * torch.randn(batch, 2)

    for step in range(ITERATIONS):
        opt_c.zero_grad()
        with torch.no_grad():
            fake = G(torch.randn(batch, latent))
        loss_c = paired_loss(C(moons()), C(fake))
        loss_c.backward()
        opt_c.step()

        opt_g.zero_grad()
        loss_g = paired_loss(C(G(torch.randn(batch, latent))), C(moons()))
        loss_g.backward()
        opt_g.step()
        if step % 20 == 0:
            print(step, loss_c.item(), loss_g.item())


if __name__ == "__main__":
    main()
