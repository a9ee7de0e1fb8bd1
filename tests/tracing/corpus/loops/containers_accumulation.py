"""Gradient accumulation under a GradScaler: two minibatches before each step, each with half of the weight.

objective: non-saturating
k: 1
notes: several passes before one step, loss scaling
"""

import torch
import torch.nn as nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
ACCUMULATE, MICRO = 2, 16

torch.manual_seed(SEED)
generator = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 4), nn.Tanh())
discriminator = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_g = torch.optim.SGD(generator.parameters(), lr=0.02, momentum=0.5)
opt_d = torch.optim.SGD(discriminator.parameters(), lr=0.02, momentum=0.5)
scaler = torch.amp.GradScaler("cpu", init_scale=256.0)
criterion = nn.BCEWithLogitsLoss()
ones, zeros = torch.ones(MICRO, 1), torch.zeros(MICRO, 1)

for step in range(ITERATIONS):
    opt_d.zero_grad()
    for _ in range(ACCUMULATE):
        real = torch.rand(MICRO, 4) - 0.5
        fake = generator(torch.randn(MICRO, 8)).detach()
        loss = (criterion(discriminator(real), ones) + criterion(discriminator(fake), zeros)) / ACCUMULATE
        scaler.scale(loss).backward()
    scaler.step(opt_d)

    opt_g.zero_grad()
    for _ in range(ACCUMULATE):
        g_loss = criterion(discriminator(generator(torch.randn(MICRO, 8))), ones) / ACCUMULATE
        scaler.scale(g_loss).backward()
    scaler.step(opt_g)
    scaler.update()

    if step % 20 == 0:
        print(f"step {step}: d {ACCUMULATE * loss.item():.4f} g {ACCUMULATE * g_loss.item():.4f}")
