"""A generator that draws its own noise: it is called with a number and no tensor.

objective: non-saturating
notes: noise that no caller sees; may be unseen: noise-law, fresh-noise
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)


class Generator(nn.Module):
    def __init__(self, latent=5):
        super().__init__()
        self.latent = latent
        self.net = nn.Sequential(nn.Linear(latent, 32), nn.ReLU(), nn.Linear(32, 2))

    def forward(self, n):
        return self.net(torch.randn(n, self.latent))


batch = 32
gen = Generator()
disc = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_gen = torch.optim.Adam(gen.parameters(), lr=5e-4, betas=(0.5, 0.999))
opt_disc = torch.optim.Adam(disc.parameters(), lr=5e-4, betas=(0.5, 0.999))
criterion = nn.BCEWithLogitsLoss()

for epoch in range(ITERATIONS):
    real = torch.randn(batch, 2) * 0.3 + torch.tensor([1.0, -1.0])
    disc_real, disc_fake = disc(real).view(-1), disc(gen(batch).detach()).view(-1)
    loss_disc = (
        criterion(disc_real, torch.ones_like(disc_real)) + criterion(disc_fake, torch.zeros_like(disc_fake))
    ) / 2
    opt_disc.zero_grad()
    loss_disc.backward()
    opt_disc.step()

    output = disc(gen(batch)).view(-1)
    loss_gen = criterion(output, torch.ones_like(output))
    opt_gen.zero_grad()
    loss_gen.backward()
    opt_gen.step()
    if epoch % 20 == 0:
        print(epoch, loss_disc.item(), loss_gen.item())
