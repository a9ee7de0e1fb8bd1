"""LSGAN: squared distance of the discriminator's raw output to 1 on data and 0 on fakes.

objective: least-squares
"""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

LATENT_DIM = 8
BATCH_SIZE = 32

patterns = torch.randn(3, 12)
coefficients = torch.randn(384, 3)
dataset = TensorDataset(torch.tanh(coefficients @ patterns * 0.4))
loader = DataLoader(dataset, batch_size=BATCH_SIZE, shuffle=True, drop_last=True)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(LATENT_DIM, 32)
        self.bn1 = nn.BatchNorm1d(32)
        self.fc2 = nn.Linear(32, 12)

    def forward(self, z):
        hidden = torch.relu(self.bn1(self.fc1(z)))
        return torch.tanh(self.fc2(hidden))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 32)
        self.fc2 = nn.Linear(32, 1)
        self.act = nn.LeakyReLU(0.2)

    def forward(self, x):
        return self.fc2(self.act(self.fc1(x)))


G = Generator()
D = Discriminator()
mse = nn.MSELoss()
opt_G = torch.optim.RMSprop(G.parameters(), lr=1e-3)
opt_D = torch.optim.RMSprop(D.parameters(), lr=1e-3)

done = 0
while done < ITERATIONS:
    for (x,) in loader:
        n = x.shape[0]
        real_target = torch.ones(n, 1)
        fake_target = torch.zeros(n, 1)

        opt_D.zero_grad()
        z = torch.randn(n, LATENT_DIM)
        fake = G(z).detach()
        loss_D = 0.5 * mse(D(x), real_target) + 0.5 * mse(D(fake), fake_target)
        loss_D.backward()
        opt_D.step()

        opt_G.zero_grad()
        z = torch.randn(n, LATENT_DIM)
        loss_G = 0.5 * mse(D(G(z)), real_target)
        loss_G.backward()
        opt_G.step()

        done += 1
        if done >= ITERATIONS:
            break
    print(f"{done}: loss_D {loss_D.item():.4f} loss_G {loss_G.item():.4f}")
