"""Lookahead (Zhang et al. 2019) around both optimizers: every five steps the weights go half of the way back.

objective: non-saturating
notes: an optimizer that holds another optimizer and steps it
"""

from collections import defaultdict

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)


class Lookahead(torch.optim.Optimizer):
    def __init__(self, optimizer, k=5, alpha=0.5):
        self.optimizer, self.k, self.alpha = optimizer, k, alpha
        self.param_groups = optimizer.param_groups
        self.defaults = optimizer.defaults
        self.state = defaultdict(dict)
        self.counter = 0

    def zero_grad(self, set_to_none=True):
        self.optimizer.zero_grad(set_to_none)

    def step(self, closure=None):
        loss = self.optimizer.step(closure)
        self.counter += 1
        for group in self.param_groups:
            for fast in group["params"]:
                slow = self.state[fast].setdefault("slow", fast.data.clone())
                if self.counter % self.k == 0:
                    slow.add_(fast.data - slow, alpha=self.alpha)
                    fast.data.copy_(slow)
        return loss


m, nz = 32, 5
netG = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(True), nn.Linear(32, 3), nn.Tanh())
netD = nn.Sequential(nn.Linear(3, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
optD = Lookahead(torch.optim.Adam(netD.parameters(), lr=1e-3, betas=(0.0, 0.9)))
optG = Lookahead(torch.optim.Adam(netG.parameters(), lr=5e-4, betas=(0.0, 0.9)))
bce = nn.BCEWithLogitsLoss()
data = torch.tanh(torch.randn(500, 3) @ torch.tensor([[1.0, 0.2, 0.0], [0.0, 0.5, 0.5], [0.3, 0.0, 0.4]]))

for it in range(ITERATIONS):
    real = data[torch.randint(500, (m,))]
    optD.zero_grad()
    errD = bce(netD(real), torch.ones(m, 1)) + bce(netD(netG(torch.randn(m, nz)).detach()), torch.zeros(m, 1))
    errD.backward()
    optD.step()
    optG.zero_grad()
    errG = bce(netD(netG(torch.randn(m, nz))), torch.ones(m, 1))
    errG.backward()
    optG.step()
    if it % 20 == 0:
        print(it, errD.item(), errG.item())
