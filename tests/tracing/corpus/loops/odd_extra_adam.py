"""Extragradient (Gidel et al. 2019): both players look ahead, and step from where they were by what they saw there.

objective: wasserstein
departs: order
notes: each player's weights are changed twice an iteration, once without a step
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)


class ExtraSGD(torch.optim.Optimizer):
    def __init__(self, params, lr):
        super().__init__(params, {"lr": lr})
        self.before = []

    @torch.no_grad()
    def extrapolation(self):
        for group in self.param_groups:
            for p in group["params"]:
                self.before.append(p.clone())
                p.add_(p.grad, alpha=-group["lr"])

    @torch.no_grad()
    def step(self, closure=None):
        before = iter(self.before)
        for group in self.param_groups:
            for p in group["params"]:
                p.copy_(next(before)).add_(p.grad, alpha=-group["lr"])
        self.before = []


m, nz, clip = 32, 4, 0.1
gen = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
dis = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1))
gen_optimizer, dis_optimizer = ExtraSGD(gen.parameters(), lr=0.02), ExtraSGD(dis.parameters(), lr=0.02)
n_iteration = 0
while n_iteration < 2 * ITERATIONS:
    x_true = torch.randn(m, 2) @ torch.tensor([[0.8, 0.3], [0.0, 0.5]]) + 0.5
    x_gen = gen(torch.randn(m, nz))
    gen_loss = -dis(x_gen).mean()
    gen_optimizer.zero_grad()
    gen_loss.backward()
    dis_loss = dis(x_gen.detach()).mean() - dis(x_true).mean()
    dis_optimizer.zero_grad()
    dis_loss.backward()
    if n_iteration % 2 == 0:
        gen_optimizer.extrapolation()
        dis_optimizer.extrapolation()
    else:
        gen_optimizer.step()
        dis_optimizer.step()
        for p in dis.parameters():
            p.data.clamp_(-clip, clip)
    n_iteration += 1
    if n_iteration % 40 == 0:
        print(n_iteration, dis_loss.item(), gen_loss.item())
