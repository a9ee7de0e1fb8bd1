"""A shuffled DataLoader whose last minibatch is smaller, uniform noise, samples drawn in eval mode.

objective: non-saturating
notes: the last minibatch of an epoch is smaller
"""

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)


class Digits(Dataset):
    """Noisy 6x6 squares of random place and brightness, in [-1, 1]."""

    def __init__(self, n):
        self.items = []
        for _ in range(n):
            image = torch.full((6, 6), -0.8)
            row, column = torch.randint(0, 4, (2,)).tolist()
            image[row : row + 3, column : column + 3] = 0.2 + 0.6 * torch.rand(1)
            self.items.append((image + 0.1 * torch.randn(6, 6)).clamp(-1, 1))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index].flatten()


noise_dim = 8
loader = DataLoader(Digits(250), batch_size=32, shuffle=True)
generator = nn.Sequential(nn.Linear(noise_dim, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 36), nn.Tanh())
discriminator = nn.Sequential(nn.Linear(36, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
g_optimizer = torch.optim.Adam(generator.parameters(), lr=3e-4, betas=(0.5, 0.999))
d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=3e-4, betas=(0.5, 0.999))
criterion = nn.BCEWithLogitsLoss()


def noise(n):
    return torch.empty(n, noise_dim).uniform_(-1, 1)


def train_step(real):
    n = len(real)
    d_optimizer.zero_grad()
    fake = generator(noise(n))
    real_loss = criterion(discriminator(real), torch.ones(n, 1))
    fake_loss = criterion(discriminator(fake.detach()), torch.zeros(n, 1))
    (real_loss + fake_loss).backward()
    d_optimizer.step()

    g_optimizer.zero_grad()
    g_loss = criterion(discriminator(generator(noise(n))), torch.ones(n, 1))
    g_loss.backward()
    g_optimizer.step()


steps = 0
while steps < ITERATIONS:
    for real in loader:
        train_step(real)
        steps += 1
        if steps >= ITERATIONS:
            break
    generator.eval()
    with torch.no_grad():
        print(steps, generator(noise(4)).mean().item())
    generator.train()
