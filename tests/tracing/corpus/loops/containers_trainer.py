"""A trainer object: networks, optimizers, criterion and loader are its attributes, each step a method.

objective: non-saturating
k: 1
"""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


class Generator(nn.Module):
    def __init__(self, latent_dim, width, out_dim):
        super().__init__()
        self.latent_dim = latent_dim
        self.body = nn.Sequential(nn.Linear(latent_dim, width), nn.BatchNorm1d(width), nn.ReLU())
        self.head = nn.Linear(width, out_dim)

    def forward(self, z):
        return torch.tanh(self.head(self.body(z)))


class Discriminator(nn.Module):
    def __init__(self, in_dim, width):
        super().__init__()
        self.fc1 = nn.Linear(in_dim, width)
        self.fc2 = nn.Linear(width, 1)

    def forward(self, x):
        x = nn.functional.leaky_relu(self.fc1(x), 0.2)
        return torch.sigmoid(self.fc2(x))


class Trainer:
    def __init__(self, config):
        torch.manual_seed(config["seed"])
        self.config = config
        self.generator = Generator(16, 32, 8)
        self.discriminator = Discriminator(8, 32)
        self.optimizers = {
            "g": torch.optim.Adam(self.generator.parameters(), lr=config["lr"], betas=(0.5, 0.999)),
            "d": torch.optim.Adam(self.discriminator.parameters(), lr=config["lr"], betas=(0.5, 0.999)),
        }
        self.criterion = nn.BCELoss()
        data = torch.tanh(torch.randn(512, 8) @ torch.randn(8, 8) * 0.5)
        self.loader = DataLoader(TensorDataset(data), batch_size=config["batch_size"], shuffle=True, drop_last=True)
        self.history = []

    def noise(self, n):
        return torch.randn(n, self.generator.latent_dim)

    def discriminator_step(self, real):
        self.optimizers["d"].zero_grad()
        with torch.no_grad():
            fake = self.generator(self.noise(len(real)))
        p_real, p_fake = self.discriminator(real), self.discriminator(fake)
        loss = self.criterion(p_real, torch.ones_like(p_real)) + self.criterion(p_fake, torch.zeros_like(p_fake))
        loss.backward()
        self.optimizers["d"].step()
        return loss.item()

    def generator_step(self, n):
        self.optimizers["g"].zero_grad()
        score = self.discriminator(self.generator(self.noise(n)))
        loss = self.criterion(score, torch.ones_like(score))
        loss.backward()
        self.optimizers["g"].step()
        return loss.item()

    def fit(self, iterations):
        self.generator.train()
        self.discriminator.train()
        while len(self.history) < iterations:
            for (real,) in self.loader:
                if len(self.history) == iterations:
                    break
                self.history.append((self.discriminator_step(real), self.generator_step(len(real))))
        print("last losses: D %.4f, G %.4f" % self.history[-1])


Trainer({"lr": 2e-4, "batch_size": 32, "seed": SEED}).fit(ITERATIONS)
