"""Differentiable augmentation (Zhao et al. 2020): brightness and shifts on all that D is shown, in both players' steps.

objective: hinge
notes: real data and fakes are augmented on their way to D
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz = 16, 8


def augment(x):
    x = x + (torch.rand(len(x), 1, 1, 1) - 0.5)
    dx, dy = (int(s) for s in torch.randint(-1, 2, (2,)))
    return torch.roll(F.pad(x, (1, 1, 1, 1)), (dx, dy), (2, 3))[:, :, 1:-1, 1:-1]


G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 64), nn.Tanh(), nn.Unflatten(1, (1, 8, 8)))
D = nn.Sequential(
    nn.Conv2d(1, 8, 3, 2, 1),
    nn.LeakyReLU(0.2),
    nn.Conv2d(8, 8, 3, 2, 1),
    nn.LeakyReLU(0.2),
    nn.Flatten(),
    nn.Linear(32, 1),
)
opt_G = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(0.0, 0.9))
opt_D = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(0.0, 0.9))
dataset = torch.tanh(torch.randn(128, 1, 8, 8).cumsum(2).cumsum(3) / 8)

for step in range(ITERATIONS):
    real = dataset[torch.randperm(128)[:m]]
    with torch.no_grad():
        fake = G(torch.randn(m, nz))
    pred_real, pred_fake = D(augment(real)), D(augment(fake))
    d_loss = F.relu(1 - pred_real).mean() + F.relu(1 + pred_fake).mean()
    opt_D.zero_grad()
    d_loss.backward()
    opt_D.step()

    g_loss = -D(augment(G(torch.randn(m, nz)))).mean()
    opt_G.zero_grad()
    g_loss.backward()
    opt_G.step()
    if step % 20 == 0:
        print(step, d_loss.item(), g_loss.item())
