"""Gradient checkpointing in the generator: its middle is run again in the backward pass.

objective: hinge
k: 1
notes: layers run a second time inside backward
"""

import torch
import torch.nn as nn
from torch.utils.checkpoint import checkpoint

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Dropout(0.1), nn.Linear(width, width))

    def forward(self, x):
        return x + self.net(x)


class Generator(nn.Module):
    def __init__(self, z_dim=8, width=32, out=3):
        super().__init__()
        self.stem = nn.Linear(z_dim, width)
        self.blocks = nn.ModuleList([Residual(width) for _ in range(3)])
        self.out = nn.Linear(width, out)

    def forward(self, z):
        h = torch.relu(self.stem(z))
        for block in self.blocks:
            h = checkpoint(block, h, use_reentrant=False) if self.training else block(h)
        return self.out(h)


torch.manual_seed(SEED)
gen = Generator()
dis = nn.Sequential(nn.Linear(3, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
g_optim = torch.optim.Adam(gen.parameters(), lr=5e-4, betas=(0.0, 0.9))
d_optim = torch.optim.Adam(dis.parameters(), lr=2e-2, betas=(0.0, 0.9))
centre = torch.tensor([0.5, -0.5, 0.0])

for i in range(ITERATIONS):
    x = 2 * centre + torch.randn(40, 3) * torch.tensor([0.2, 0.4, 0.1])
    fake = gen(torch.randn(40, 8)).detach()
    d_loss = torch.relu(1 - dis(x)).mean() + torch.relu(1 + dis(fake)).mean()
    d_optim.zero_grad()
    d_loss.backward()
    d_optim.step()

    g_loss = -dis(gen(torch.randn(40, 8))).mean()
    g_optim.zero_grad()
    g_loss.backward()
    g_optim.step()
    if i % 25 == 0:
        print(f"step {i}: d {d_loss.item():.4f}, g {g_loss.item():.4f}")
