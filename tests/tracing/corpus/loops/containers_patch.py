"""A patch discriminator: 4x4 scores an image, a hinge loss; images from one fixed set in epochs.

objective: hinge
k: 1
notes: patch scores (n, 1, 4, 4)
"""

import torch
import torch.nn as nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
BATCH = 16

torch.manual_seed(SEED)
net_g = nn.Sequential(
    nn.Linear(12, 4 * 16),
    nn.ReLU(),
    nn.Unflatten(1, (4, 4, 4)),
    nn.Upsample(scale_factor=2),
    nn.Conv2d(4, 3, 3, padding=1),
    nn.Tanh(),
)
net_d = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.LeakyReLU(0.2), nn.Conv2d(8, 1, 1))
opt_g = torch.optim.Adam(net_g.parameters(), lr=1e-3, betas=(0.0, 0.9))
opt_d = torch.optim.Adam(net_d.parameters(), lr=1e-2, betas=(0.0, 0.9))
colours = torch.rand(320, 3, 1, 1) * 2 - 1
dataset = (colours.expand(320, 3, 8, 8) + 0.1 * torch.randn(320, 3, 8, 8)).clamp(-1, 1)


def endless():
    while True:
        order = torch.randperm(len(dataset))
        for rows in order.split(BATCH):
            yield dataset[rows]


batches = endless()
for step in range(1, ITERATIONS + 1):
    real = next(batches)
    with torch.no_grad():
        fake = net_g(torch.randn(BATCH, 12))
    loss_d = torch.relu(1.0 - net_d(real)).mean() + torch.relu(1.0 + net_d(fake)).mean()
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()

    loss_g = -net_d(net_g(torch.randn(BATCH, 12))).mean()
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    if step % 20 == 0:
        print(f"step {step} d_loss {loss_d.item():.3f} g_loss {loss_g.item():.3f}")
