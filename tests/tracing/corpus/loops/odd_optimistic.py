"""Optimistic Adam (Daskalakis et al. 2018), written as an optimizer of its own.

objective: non-saturating
notes: a step of twice the new direction less the old one
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)


class OptimisticAdam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.5, 0.9), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p), last=torch.zeros_like(p))
                state["t"] += 1
                state["m"].mul_(b1).add_(p.grad, alpha=1 - b1)
                state["v"].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
                m, v = state["m"] / (1 - b1 ** state["t"]), state["v"] / (1 - b2 ** state["t"])
                direction = m / (v.sqrt() + group["eps"])
                p.add_(direction, alpha=-2 * group["lr"]).add_(state["last"], alpha=group["lr"])
                state["last"] = direction


m, nz = 32, 6
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_d, opt_g = OptimisticAdam(D.parameters()), OptimisticAdam(G.parameters(), lr=5e-4)

for i in range(ITERATIONS):
    x = torch.randn(m, 2) * torch.tensor([1.0, 0.2]) + torch.tensor([0.0, 1.0])
    opt_d.zero_grad()
    loss_d = F.softplus(-D(x)).mean() + F.softplus(D(G(torch.randn(m, nz)).detach())).mean()
    loss_d.backward()
    opt_d.step()
    opt_g.zero_grad()
    loss_g = F.softplus(-D(G(torch.randn(m, nz)))).mean()
    loss_g.backward()
    opt_g.step()
    if i % 20 == 0:
        print(i, loss_d.item(), loss_g.item())
