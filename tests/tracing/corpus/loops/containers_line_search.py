"""D trained by LBFGS, whose closure runs D several times on the same minibatch before one step is done; G by Adam.

objective: non-saturating
k: 1
notes: one step of D is several passes and inner updates; may be unseen: fresh-gradients, discriminator-objective
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

generator = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 2))
discriminator = nn.Sequential(nn.Linear(2, 12), nn.Tanh(), nn.Linear(12, 1))
optimizer_G = torch.optim.Adam(generator.parameters(), lr=2e-3, betas=(0.5, 0.999))
optimizer_D = torch.optim.LBFGS(discriminator.parameters(), lr=0.1, max_iter=3, history_size=4)
criterion = nn.BCEWithLogitsLoss()
ones, zeros = torch.ones(128, 1), torch.zeros(128, 1)

for i in range(ITERATIONS):
    real = torch.randn(128, 2) * torch.tensor([1.0, 0.5]) + torch.tensor([0.5, 1.0])
    fake = generator(torch.randn(128, 4)).detach()

    def closure(real=real, fake=fake):
        optimizer_D.zero_grad()
        loss = criterion(discriminator(real), ones) + criterion(discriminator(fake), zeros)
        loss.backward()
        return loss

    loss_D = optimizer_D.step(closure)

    optimizer_G.zero_grad()
    loss_G = criterion(discriminator(generator(torch.randn(128, 4))), ones)
    loss_G.backward()
    optimizer_G.step()
    if i % 20 == 0:
        print(i, f"{loss_D.item():.4f}", f"{loss_G.item():.4f}")
