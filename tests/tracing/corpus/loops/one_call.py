"""Real and fake in one call of the discriminator, which has no batch norm.

objective: non-saturating
notes: one concatenated batch; the mean over both halves is half the usual loss
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch_size, latent_space_samples = 32, 2

generator = nn.Sequential(
    nn.Linear(latent_space_samples, 16), nn.ReLU(), nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 2)
)
discriminator = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid())
loss_function = nn.BCELoss()
optimizer_discriminator = torch.optim.Adam(discriminator.parameters(), lr=0.001)
optimizer_generator = torch.optim.Adam(generator.parameters(), lr=0.001)

train_data = torch.zeros(1024, 2)
train_data[:, 0] = 6.2832 * torch.rand(1024)
train_data[:, 1] = torch.sin(train_data[:, 0])
train_loader = torch.utils.data.DataLoader(train_data, batch_size=batch_size, shuffle=True)

n = 0
while n < ITERATIONS:
    for real_samples in train_loader:
        # Data for training the discriminator
        real_samples_labels = torch.ones((batch_size, 1))
        latent = torch.randn((batch_size, latent_space_samples))
        generated_samples = generator(latent).detach()
        generated_samples_labels = torch.zeros((batch_size, 1))
        all_samples = torch.cat((real_samples, generated_samples))
        all_samples_labels = torch.cat((real_samples_labels, generated_samples_labels))

        # Training the discriminator
        discriminator.zero_grad()
        output_discriminator = discriminator(all_samples)
        loss_discriminator = loss_function(output_discriminator, all_samples_labels)
        loss_discriminator.backward()
        optimizer_discriminator.step()

        # Training the generator
        latent = torch.randn((batch_size, latent_space_samples))
        generator.zero_grad()
        generated_samples = generator(latent)
        output_discriminator_generated = discriminator(generated_samples)
        loss_generator = loss_function(output_discriminator_generated, real_samples_labels)
        loss_generator.backward()
        optimizer_generator.step()

        n += 1
        if n == ITERATIONS:
            break
print(f"Loss D.: {loss_discriminator.item()} Loss G.: {loss_generator.item()}")
