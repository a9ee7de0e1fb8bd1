"""Pix2pix: D is fed the condition and the image on top of each other, G has an L1 term and dropout for its noise.

objective: non-saturating
k: 1
notes: conditions, extra-term, patch scores, dropout for noise; may be unseen: fresh-noise
"""

import torch
import torch.nn as nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)


class UnetGenerator(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(1, width, 4, 2, 1), nn.LeakyReLU(0.2))
        self.middle = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1), nn.Dropout(0.5), nn.ReLU())
        self.up = nn.ConvTranspose2d(2 * width, 1, 4, 2, 1)

    def forward(self, x):
        d = self.down(x)
        return torch.tanh(self.up(torch.cat([d, self.middle(d)], 1)))


class PatchDiscriminator(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.model = nn.Sequential(nn.Conv2d(2, width, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(width, 1, 3, 1, 1))

    def forward(self, ab):
        return self.model(ab)


class GANLoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("real_label", torch.tensor(1.0))
        self.register_buffer("fake_label", torch.tensor(0.0))
        self.loss = nn.BCEWithLogitsLoss()

    def __call__(self, prediction, target_is_real):
        target = self.real_label if target_is_real else self.fake_label
        return self.loss(prediction, target.expand_as(prediction))


netG, netD = UnetGenerator(), PatchDiscriminator()
criterionGAN, criterionL1, lambda_L1 = GANLoss(), nn.L1Loss(), 10.0
optimizer_G = torch.optim.Adam(netG.parameters(), lr=1e-3, betas=(0.5, 0.999))
optimizer_D = torch.optim.Adam(netD.parameters(), lr=1e-3, betas=(0.5, 0.999))


def set_requires_grad(net, requires_grad):
    for param in net.parameters():
        param.requires_grad = requires_grad


def pairs(n=8):
    a = torch.rand(n, 1, 8, 8) * 2 - 1
    return a, torch.tanh(2 * (a + a.flip(2)) + 0.1 * torch.randn_like(a))


for i in range(ITERATIONS):
    real_A, real_B = pairs()
    set_requires_grad(netD, True)
    optimizer_D.zero_grad()
    fake_B = netG(real_A)
    loss_D_fake = criterionGAN(netD(torch.cat((real_A, fake_B.detach()), 1)), False)
    loss_D_real = criterionGAN(netD(torch.cat((real_A, real_B), 1)), True)
    loss_D = (loss_D_fake + loss_D_real) * 0.5
    loss_D.backward()
    optimizer_D.step()

    real_A, real_B = pairs()
    set_requires_grad(netD, False)
    optimizer_G.zero_grad()
    fake_B = netG(real_A)
    loss_G_GAN = criterionGAN(netD(torch.cat((real_A, fake_B), 1)), True)
    loss_G_L1 = criterionL1(fake_B, real_B) * lambda_L1
    loss_G = loss_G_GAN + loss_G_L1
    loss_G.backward()
    optimizer_G.step()
    if i % 30 == 0:
        print(f"(iter {i}) G_GAN: {loss_G_GAN:.3f} G_L1: {loss_G_L1:.3f} D: {loss_D:.3f}")
