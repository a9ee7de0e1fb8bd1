"""A conditional GAN: class labels are the second argument of both networks, embedded inside each.

objective: least-squares
k: 1
notes: conditions
"""

import numpy as np
import torch
import torch.nn as nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
N_CLASSES, LATENT, BATCH = 5, 8, 50

np.random.seed(SEED)
torch.manual_seed(SEED)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.label_emb = nn.Embedding(N_CLASSES, N_CLASSES)
        self.model = nn.Sequential(nn.Linear(LATENT + N_CLASSES, 32), nn.LeakyReLU(0.2), nn.Linear(32, 2), nn.Tanh())

    def forward(self, noise, labels):
        return self.model(torch.cat((self.label_emb(labels), noise), -1))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.label_embedding = nn.Embedding(N_CLASSES, N_CLASSES)
        self.model = nn.Sequential(nn.Linear(N_CLASSES + 2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

    def forward(self, img, labels):
        return self.model(torch.cat((img, self.label_embedding(labels)), -1))


generator, discriminator = Generator(), Discriminator()
adversarial_loss = nn.MSELoss()
optimizer_G = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
optimizer_D = torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.999))

all_labels = np.random.randint(0, N_CLASSES, 2000)
angles = 2 * np.pi * all_labels / N_CLASSES
points = 0.7 * np.stack([np.cos(angles), np.sin(angles)], 1) + 0.05 * np.random.randn(2000, 2)
all_points = torch.tensor(np.clip(points, -1, 1), dtype=torch.float32)
all_labels = torch.tensor(all_labels)


def prior(n):
    z = torch.tensor(np.random.normal(0, 1, (n, LATENT)), dtype=torch.float32)
    return z, torch.tensor(np.random.randint(0, N_CLASSES, n))


for i in range(ITERATIONS):
    rows = torch.randperm(2000)[:BATCH]
    real_imgs, labels = all_points[rows], all_labels[rows]
    valid, fake = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)

    optimizer_D.zero_grad()
    z, gen_labels = prior(BATCH)
    gen_imgs = generator(z, gen_labels).detach()
    d_real_loss = adversarial_loss(discriminator(real_imgs, labels), valid)
    d_fake_loss = adversarial_loss(discriminator(gen_imgs, gen_labels), fake)
    d_loss = (d_real_loss + d_fake_loss) / 2
    d_loss.backward()
    optimizer_D.step()

    optimizer_G.zero_grad()
    z, gen_labels = prior(BATCH)
    g_loss = adversarial_loss(discriminator(generator(z, gen_labels), gen_labels), valid)
    g_loss.backward()
    optimizer_G.step()

    if i % 30 == 0:
        print(f"[Batch {i}/{ITERATIONS}] [D loss: {d_loss.item():f}] [G loss: {g_loss.item():f}]")
