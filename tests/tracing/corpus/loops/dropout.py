"""Dropout in the discriminator, batch norm in the generator, samples drawn in eval mode every 20 iterations.

objective: non-saturating
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch_size, noise_dim, data_dim = 32, 8, 10

generator = nn.Sequential(nn.Linear(noise_dim, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, data_dim), nn.Tanh())
discriminator = nn.Sequential(
    nn.Linear(data_dim, 32), nn.LeakyReLU(0.2), nn.Dropout(0.3),
    nn.Linear(32, 16), nn.LeakyReLU(0.2), nn.Dropout(0.3),
    nn.Linear(16, 1),
)  # fmt: skip
loss_function = nn.BCEWithLogitsLoss()
optimizer_discriminator = torch.optim.Adam(discriminator.parameters(), lr=1e-3)
optimizer_generator = torch.optim.Adam(generator.parameters(), lr=1e-3)

factors = torch.randn(2, data_dim)
fixed_noise = torch.randn(100, noise_dim)
pictures = []


def next_real():
    return torch.tanh(0.5 * torch.randn(batch_size, 2) @ factors + 0.1 * torch.randn(batch_size, data_dim))


for iteration in range(ITERATIONS):
    generator.train()
    discriminator.train()

    optimizer_discriminator.zero_grad()
    real_samples = next_real()
    generated_samples = generator(torch.randn(batch_size, noise_dim)).detach()
    real_loss = loss_function(discriminator(real_samples), torch.ones(batch_size, 1))
    fake_loss = loss_function(discriminator(generated_samples), torch.zeros(batch_size, 1))
    loss_discriminator = real_loss + fake_loss
    loss_discriminator.backward()
    optimizer_discriminator.step()

    optimizer_generator.zero_grad()
    generated_samples = generator(torch.randn(batch_size, noise_dim))
    loss_generator = loss_function(discriminator(generated_samples), torch.ones(batch_size, 1))
    loss_generator.backward()
    optimizer_generator.step()

    if (iteration + 1) % 20 == 0:
        generator.eval()
        with torch.no_grad():
            pictures.append(generator(fixed_noise))
        generator.train()
        print(f"{iteration + 1}: D {loss_discriminator.item():.3f} G {loss_generator.item():.3f}")
