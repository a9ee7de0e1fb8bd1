"""An exponential average of the generator that takes its batch-norm buffers along, sampled in eval mode.

objective: hinge
notes: an average of the generator
"""

import copy

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

BATCH, LATENT, DECAY = 32, 6, 0.99

net_g = nn.Sequential(nn.Linear(LATENT, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 4))
net_d = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
net_g_ema = copy.deepcopy(net_g).eval().requires_grad_(False)
optim_g = torch.optim.Adam(net_g.parameters(), lr=5e-4, betas=(0.5, 0.99))
optim_d = torch.optim.Adam(net_d.parameters(), lr=5e-4, betas=(0.5, 0.99))
z_test = torch.randn(16, LATENT)


@torch.no_grad()
def update_average(average, model, decay):
    for p_average, p in zip(average.parameters(), model.parameters(), strict=True):
        p_average.lerp_(p, 1 - decay)
    for b_average, b in zip(average.buffers(), model.buffers(), strict=True):
        b_average.copy_(b)


def draw():
    u = torch.rand(BATCH, 2) * 2 - 1
    return torch.cat([u, u.prod(1, keepdim=True), u.sum(1, keepdim=True)], dim=1) + 0.05 * torch.randn(BATCH, 4)


for it in range(ITERATIONS):
    real = draw()
    fake = net_g(torch.randn(BATCH, LATENT)).detach()
    loss_d = torch.relu(1 - net_d(real)).mean() + torch.relu(1 + net_d(fake)).mean()
    optim_d.zero_grad()
    loss_d.backward()
    optim_d.step()

    loss_g = -net_d(net_g(torch.randn(BATCH, LATENT))).mean()
    optim_g.zero_grad()
    loss_g.backward()
    optim_g.step()
    update_average(net_g_ema, net_g, DECAY)

    if it % 20 == 0:
        with torch.no_grad():
            samples = net_g_ema(z_test)
        print(it, loss_d.item(), loss_g.item(), samples.std().item())
