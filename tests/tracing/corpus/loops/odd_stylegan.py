"""StyleGAN2 as rosinality writes it: a mapping network, an average of G, lazy R1 and lazy path lengths.

objective: non-saturating
notes: every 16th iteration R1 has a step of its own, every 4th the path lengths have; D with minibatch deviations
"""

import copy
import math

import torch
from torch import autograd, nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, latent, d_reg_every, g_reg_every, r1, path_weight, mixing = 16, 8, 16, 4, 10.0, 2.0, 0.9


class Synthesis(nn.Module):
    def __init__(self):
        super().__init__()
        self.constant = nn.Parameter(torch.randn(1, 16))
        self.style = nn.Linear(8, 16)
        self.out = nn.Linear(16, 64)
        self.strength = nn.Parameter(torch.zeros(1))

    def forward(self, w):
        h = self.constant * (1 + self.style(w))
        h = F.leaky_relu(h + self.strength * torch.randn_like(h), 0.2)
        return self.out(h).view(-1, 1, 8, 8)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.mapping = nn.Sequential(nn.Linear(latent, 8), nn.LeakyReLU(0.2), nn.Linear(8, 8))
        self.synthesis = Synthesis()

    def forward(self, z, return_latents=False):
        w = self.mapping(F.normalize(z, dim=1) * math.sqrt(latent))
        image = self.synthesis(w)
        return (image, w) if return_latents else (image, None)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.Sequential(
            nn.Conv2d(1, 8, 3, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 8, 3, 2, 1), nn.LeakyReLU(0.2)
        )
        self.final = nn.Sequential(nn.Conv2d(9, 8, 3, 1, 1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(32, 1))

    def forward(self, x):
        h = self.convs(x)
        group = min(len(h), 4)
        stddev = torch.sqrt(h.view(group, -1, *h.shape[1:]).var(0, unbiased=False) + 1e-8).mean([1, 2, 3], keepdim=True)
        return self.final(torch.cat([h, stddev.repeat(group, 1, *h.shape[2:])], 1))


generator, discriminator = Generator(), Discriminator()
g_ema = copy.deepcopy(generator).eval()
g_ratio, d_ratio = g_reg_every / (g_reg_every + 1), d_reg_every / (d_reg_every + 1)
g_optim = torch.optim.Adam(generator.parameters(), lr=0.002 * g_ratio, betas=(0.0, 0.99**g_ratio))
d_optim = torch.optim.Adam(discriminator.parameters(), lr=0.002 * d_ratio, betas=(0.0, 0.99**d_ratio))


def requires_grad(model, flag):
    for p in model.parameters():
        p.requires_grad = flag


def accumulate(average, model, decay=0.95):
    with torch.no_grad():
        for a, b in zip(average.parameters(), model.parameters(), strict=True):
            a.mul_(decay).add_(b, alpha=1 - decay)


def data():
    grid = torch.linspace(-1, 1, 8)
    a, b = torch.randn(2, batch, 1, 1)
    return (torch.sin(2 * a * grid.view(1, 1, 8) + b) * grid.view(1, 8, 1)).unsqueeze(1)


mean_path = torch.zeros(())
for i in range(ITERATIONS):
    real_img = data()
    requires_grad(generator, False)
    requires_grad(discriminator, True)
    fake_img, _ = generator(torch.randn(batch, latent))
    fake_pred, real_pred = discriminator(fake_img), discriminator(real_img)
    d_loss = F.softplus(-real_pred).mean() + F.softplus(fake_pred).mean()
    discriminator.zero_grad()
    d_loss.backward()
    d_optim.step()

    if i % d_reg_every == 0:
        real_img.requires_grad = True
        real_pred = discriminator(real_img)
        (grad_real,) = autograd.grad(real_pred.sum(), real_img, create_graph=True)
        r1_loss = grad_real.pow(2).reshape(batch, -1).sum(1).mean()
        discriminator.zero_grad()
        (r1 / 2 * r1_loss * d_reg_every + 0 * real_pred[0]).backward()
        d_optim.step()

    requires_grad(generator, True)
    requires_grad(discriminator, False)
    fake_img, _ = generator(torch.randn(batch, latent))
    g_loss = F.softplus(-discriminator(fake_img)).mean()
    generator.zero_grad()
    g_loss.backward()
    g_optim.step()

    if i % g_reg_every == 0:
        fake_img, latents = generator(torch.randn(batch // 2, latent), return_latents=True)
        noise = torch.randn_like(fake_img) / math.sqrt(64)
        (grad,) = autograd.grad((fake_img * noise).sum(), latents, create_graph=True)
        lengths = grad.pow(2).sum(1).sqrt()
        mean_path = mean_path + 0.01 * (lengths.mean().detach() - mean_path)
        generator.zero_grad()
        (path_weight * g_reg_every * (lengths - mean_path).pow(2).mean() + 0 * fake_img[0, 0, 0, 0]).backward()
        g_optim.step()
    accumulate(g_ema, generator)
    if i % 20 == 0:
        print(i, d_loss.item(), g_loss.item(), mean_path.item())
