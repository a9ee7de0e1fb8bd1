"""A vanilla GAN on small images as eriklindernoren/PyTorch-GAN writes it: one loss (real + fake) / 2 for D.

objective: non-saturating
notes: the discriminator's loss is halved
"""

import math

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

latent_dim = 8
img_shape = (1, 8, 8)
size = math.prod(img_shape)

waves = torch.sin(torch.rand(320, 1, 1, 1) * 6 + torch.linspace(0, 6, 8).view(1, 1, 1, 8) * torch.rand(320, 1, 1, 1))
images = 0.8 * waves.expand(-1, 1, 8, 8) + 0.1 * torch.rand(320, 1, 8, 8)
dataloader = torch.utils.data.DataLoader(images, batch_size=32, shuffle=True)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()

        def block(in_feat, out_feat, normalize=True):
            layers = [nn.Linear(in_feat, out_feat)]
            if normalize:
                layers.append(nn.BatchNorm1d(out_feat))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers

        self.model = nn.Sequential(
            *block(latent_dim, 16, normalize=False),
            *block(16, 32),
            nn.Linear(32, size),
            nn.Tanh(),
        )

    def forward(self, z):
        img = self.model(z)
        return img.view(img.size(0), *img_shape)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(
            nn.Linear(size, 32),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Linear(32, 16),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Linear(16, 1),
            nn.Sigmoid(),
        )

    def forward(self, img):
        return self.model(img.view(img.size(0), -1))


adversarial_loss = nn.BCELoss()
generator = Generator()
discriminator = Discriminator()
optimizer_G = torch.optim.Adam(generator.parameters(), lr=0.0002, betas=(0.5, 0.999))
optimizer_D = torch.optim.Adam(discriminator.parameters(), lr=0.0002, betas=(0.5, 0.999))

batches_done = 0
while batches_done < ITERATIONS:
    for imgs in dataloader:
        valid = torch.ones(imgs.size(0), 1)
        fake = torch.zeros(imgs.size(0), 1)

        # Train Discriminator
        optimizer_D.zero_grad()
        z = torch.randn(imgs.size(0), latent_dim)
        gen_imgs = generator(z)
        real_loss = adversarial_loss(discriminator(imgs), valid)
        fake_loss = adversarial_loss(discriminator(gen_imgs.detach()), fake)
        d_loss = (real_loss + fake_loss) / 2
        d_loss.backward()
        optimizer_D.step()

        # Train Generator
        optimizer_G.zero_grad()
        z = torch.randn(imgs.size(0), latent_dim)
        gen_imgs = generator(z)
        g_loss = adversarial_loss(discriminator(gen_imgs), valid)
        g_loss.backward()
        optimizer_G.step()

        batches_done += 1
        if batches_done % 20 == 0:
            print(f"[Batch {batches_done}] [D loss: {d_loss.item():f}] [G loss: {g_loss.item():f}]")
        if batches_done == ITERATIONS:
            break
