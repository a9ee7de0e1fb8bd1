"""InfoGAN as most repositories have it: three optimizers, D returns (validity, code), the third one holds G and D both.

The information step moves the trunk that D's score is read from. That is the method; what moves D there is a third
player's loss, so a tracer may say that it cannot tell whether the updates are separate.

objective: least-squares
k: 1
notes: third optimizer; may be unseen: separate-updates
"""

import itertools

import torch
import torch.nn as nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
CODES, NOISE, BATCH = 2, 6, 32


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(NOISE + CODES, 32), nn.ReLU(), nn.Linear(32, 3))

    def forward(self, noise, code):
        return self.net(torch.cat((noise, code), -1))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(3, 32), nn.LeakyReLU(0.2))
        self.adv_layer = nn.Linear(32, 1)
        self.latent_layer = nn.Linear(32, CODES)

    def forward(self, x):
        out = self.trunk(x)
        return self.adv_layer(out), self.latent_layer(out)


torch.manual_seed(SEED)
generator, discriminator = Generator(), Discriminator()
adversarial_loss, continuous_loss = nn.MSELoss(), nn.MSELoss()
optimizer_G = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
optimizer_D = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
optimizer_info = torch.optim.Adam(
    itertools.chain(generator.parameters(), discriminator.parameters()), lr=2e-4, betas=(0.5, 0.999)
)


def latents():
    return torch.randn(BATCH, NOISE), torch.rand(BATCH, CODES) * 2 - 1


for i in range(ITERATIONS):
    angle = torch.rand(BATCH, 1) * 6.2832
    real = torch.cat([angle.cos(), angle.sin(), angle / 6.2832], 1)
    valid, fake = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)

    optimizer_D.zero_grad()
    real_pred, _ = discriminator(real)
    fake_pred, _ = discriminator(generator(*latents()).detach())
    d_loss = (adversarial_loss(real_pred, valid) + adversarial_loss(fake_pred, fake)) / 2
    d_loss.backward()
    optimizer_D.step()

    optimizer_G.zero_grad()
    validity, _ = discriminator(generator(*latents()))
    g_loss = adversarial_loss(validity, valid)
    g_loss.backward()
    optimizer_G.step()

    optimizer_info.zero_grad()
    noise, code = latents()
    _, pred_code = discriminator(generator(noise, code))
    info_loss = 0.1 * continuous_loss(pred_code, code)
    info_loss.backward()
    optimizer_info.step()

    if i % 20 == 0:
        print(f"[{i}] D {d_loss.item():.4f} G {g_loss.item():.4f} info {info_loss.item():.4f}")
