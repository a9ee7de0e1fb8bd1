"""GAN-CLS (Reed et al. 2016): D also sees real data under wrong conditions, called fake, with half of the weight.

objective: non-saturating
notes: conditional; real rows under both labels
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch_size, nz, dim = 32, 6, 5


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(nz + dim, 32), nn.ReLU(), nn.Linear(32, 4))

    def forward(self, z, caption):
        return self.net(torch.cat([z, caption], 1))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4 + dim, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1), nn.Sigmoid())

    def forward(self, image, caption):
        return self.net(torch.cat([image, caption], 1))


netG, netD = Generator(), Discriminator()
optG = torch.optim.Adam(netG.parameters(), lr=2e-4, betas=(0.5, 0.999))
optD = torch.optim.Adam(netD.parameters(), lr=2e-4, betas=(0.5, 0.999))
criterion = nn.BCELoss()
draw = torch.randn(dim, 4)
ones, zeros = torch.ones(batch_size, 1), torch.zeros(batch_size, 1)


def batch():
    caption = torch.randn(batch_size, dim)
    return torch.tanh(caption @ draw) + 0.1 * torch.randn(batch_size, 4), caption


for it in range(ITERATIONS):
    image, caption = batch()
    wrong, _ = batch()
    netD.zero_grad()
    real_loss = criterion(netD(image, caption), ones)
    wrong_loss = criterion(netD(wrong, caption), zeros)
    fake = netG(torch.randn(batch_size, nz), caption)
    fake_loss = criterion(netD(fake.detach(), caption), zeros)
    d_loss = real_loss + 0.5 * (wrong_loss + fake_loss)
    d_loss.backward()
    optD.step()

    netG.zero_grad()
    g_loss = criterion(netD(netG(torch.randn(batch_size, nz), caption), caption), ones)
    g_loss.backward()
    optG.step()
    if it % 20 == 0:
        print(it, d_loss.item(), g_loss.item())
