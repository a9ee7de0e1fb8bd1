"""SimGAN's refiner (Shrivastava et al. 2017) without its history: simulated pictures go in, refined ones come out.

objective: non-saturating
notes: no noise; the fakes resemble what G is fed; pre-training of both players; local scores under a softmax
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, delta = 16, 0.1


class Refiner(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.Sequential(nn.Conv2d(1, 8, 3, 1, 1), nn.ReLU(), nn.Conv2d(8, 1, 1))

    def forward(self, x):
        return torch.tanh(x + self.convs(x))


R = Refiner()
D = nn.Sequential(nn.Conv2d(1, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 2, 3, 2, 1))
opt_R = torch.optim.SGD(R.parameters(), lr=0.01)
opt_D = torch.optim.SGD(D.parameters(), lr=0.01)
grid = torch.linspace(-1, 1, 8)


def simulated():
    a, b = torch.randn(2, batch, 1, 1)
    return torch.tanh(a * grid.view(1, 1, 8) + b * grid.view(1, 8, 1)).unsqueeze(1)


def real():
    return torch.tanh(simulated() + 0.3 * torch.randn(batch, 1, 8, 8))


def local_loss(scores, label):
    flat = scores.permute(0, 2, 3, 1).reshape(-1, 2)
    return F.cross_entropy(flat, torch.full((len(flat),), label))


for _ in range(10):
    synthetic = simulated()
    loss = (R(synthetic) - synthetic).abs().mean()
    opt_R.zero_grad()
    loss.backward()
    opt_R.step()
for _ in range(10):
    loss = local_loss(D(real()), 0) + local_loss(D(R(simulated()).detach()), 1)
    opt_D.zero_grad()
    loss.backward()
    opt_D.step()
for step in range(ITERATIONS):
    synthetic = simulated()
    refined = R(synthetic)
    r_loss = local_loss(D(refined), 0) + delta * (refined - synthetic).abs().mean()
    opt_R.zero_grad()
    r_loss.backward()
    opt_R.step()

    d_loss = local_loss(D(real()), 0) + local_loss(D(R(simulated()).detach()), 1)
    opt_D.zero_grad()
    d_loss.backward()
    opt_D.step()
    if step % 20 == 0:
        print(step, d_loss.item(), r_loss.item())
