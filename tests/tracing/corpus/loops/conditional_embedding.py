"""A conditional GAN: class labels as second argument, embedded by both players.

objective: non-saturating
notes: conditional
"""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

n_classes, latent_dim, features = 4, 6, 6

classes = torch.randint(0, n_classes, (512,))
means = torch.randn(n_classes, features) * 0.5
train_set = TensorDataset(torch.tanh(means[classes] + 0.3 * torch.randn(512, features)), classes)
train_loader = DataLoader(train_set, batch_size=32, shuffle=True)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.label_emb = nn.Embedding(n_classes, 4)
        self.model = nn.Sequential(nn.Linear(latent_dim + 4, 32), nn.ReLU(), nn.Linear(32, features), nn.Tanh())

    def forward(self, noise, labels):
        return self.model(torch.cat((self.label_emb(labels), noise), -1))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.label_embedding = nn.Embedding(n_classes, 4)
        self.model = nn.Sequential(nn.Linear(features + 4, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

    def forward(self, x, labels):
        return self.model(torch.cat((x, self.label_embedding(labels)), -1))


generator = Generator()
discriminator = Discriminator()
criterion = nn.BCEWithLogitsLoss()
optimizer_G = torch.optim.Adam(generator.parameters(), lr=5e-4, betas=(0.5, 0.999))
optimizer_D = torch.optim.Adam(discriminator.parameters(), lr=5e-4, betas=(0.5, 0.999))

count = 0
for _epoch in range(1000):
    for x, labels in train_loader:
        batch_size = x.shape[0]
        valid = torch.ones(batch_size, 1)
        fake = torch.zeros(batch_size, 1)

        optimizer_D.zero_grad()
        z = torch.randn(batch_size, latent_dim)
        gen_labels = torch.randint(0, n_classes, (batch_size,))
        gen_x = generator(z, gen_labels)
        d_real_loss = criterion(discriminator(x, labels), valid)
        d_fake_loss = criterion(discriminator(gen_x.detach(), gen_labels), fake)
        d_loss = (d_real_loss + d_fake_loss) / 2
        d_loss.backward()
        optimizer_D.step()

        optimizer_G.zero_grad()
        z = torch.randn(batch_size, latent_dim)
        gen_labels = torch.randint(0, n_classes, (batch_size,))
        validity = discriminator(generator(z, gen_labels), gen_labels)
        g_loss = criterion(validity, valid)
        g_loss.backward()
        optimizer_G.step()

        count += 1
        if count >= ITERATIONS:
            break
    if count >= ITERATIONS:
        break
    print(f"[D loss: {d_loss.item():f}] [G loss: {g_loss.item():f}]")
