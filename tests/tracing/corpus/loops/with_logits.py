"""Cross entropy with logits, functions whose nets are locals only, a learning-rate schedule.

objective: non-saturating
"""

import torch
import torch.nn.functional as F
from torch import nn
from torch.optim.lr_scheduler import ExponentialLR

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


def make_players(latent, features):
    generator = nn.Sequential(nn.Linear(latent, 32), nn.ELU(), nn.Linear(32, features))
    discriminator = nn.Sequential(nn.Linear(features, 32), nn.ELU(), nn.Linear(32, 1))
    return generator, discriminator


def train_discriminator(discriminator, optimizer, real, fake):
    optimizer.zero_grad()
    logits_real = discriminator(real)
    logits_fake = discriminator(fake)
    loss = F.binary_cross_entropy_with_logits(logits_real, torch.ones_like(logits_real))
    loss = loss + F.binary_cross_entropy_with_logits(logits_fake, torch.zeros_like(logits_fake))
    loss.backward()
    optimizer.step()
    return loss.item()


def train_generator(generator, discriminator, optimizer, noise):
    optimizer.zero_grad()
    logits = discriminator(generator(noise))
    loss = F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits))
    loss.backward()
    optimizer.step()
    return loss.item()


def train(latent=6, features=4, batch=24):
    generator, discriminator = make_players(latent, features)
    g_optimizer = torch.optim.Adam(generator.parameters(), lr=1e-3)
    d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=1e-3)
    schedules = [ExponentialLR(g_optimizer, 0.99), ExponentialLR(d_optimizer, 0.99)]
    mixing = torch.randn(features, features) / features**0.5
    for iteration in range(ITERATIONS):
        real = torch.randn(batch, features) @ mixing + 0.3
        fake = generator(torch.randn(batch, latent)).detach()
        d_loss = train_discriminator(discriminator, d_optimizer, real, fake)
        g_loss = train_generator(generator, discriminator, g_optimizer, torch.randn(batch, latent))
        for schedule in schedules:
            schedule.step()
        if iteration % 20 == 0:
            print(f"iteration {iteration}: d {d_loss:.3f} g {g_loss:.3f}")


if __name__ == "__main__":
    torch.manual_seed(SEED)
    train()
