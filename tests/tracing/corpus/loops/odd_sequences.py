"""A recurrent GAN: noise at every time step, an LSTM each, D judges every time step (Esteban et al. 2017).

objective: non-saturating
notes: noise of shape (m, T, d), one score a time step
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, T, noise_dim = 16, 10, 3


class LSTMGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(noise_dim, 16, batch_first=True)
        self.linear = nn.Sequential(nn.Linear(16, 1), nn.Tanh())

    def forward(self, z):
        return self.linear(self.lstm(z)[0])


class LSTMDiscriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, 16, batch_first=True)
        self.linear = nn.Sequential(nn.Linear(16, 1), nn.Sigmoid())

    def forward(self, x):
        return self.linear(self.lstm(x)[0])


netG, netD = LSTMGenerator(), LSTMDiscriminator()
optimizerD = torch.optim.Adam(netD.parameters(), lr=2e-3)
optimizerG = torch.optim.Adam(netG.parameters(), lr=2e-3)
criterion = nn.BCELoss()
t = torch.linspace(0, 1, T)

for i in range(ITERATIONS):
    real = torch.sin(6 * t * (1 + torch.rand(batch, 1)) + 6 * torch.rand(batch, 1)).unsqueeze(2) * 0.8
    netD.zero_grad()
    output = netD(real)
    errD_real = criterion(output, torch.full((batch, T, 1), 1.0))
    errD_real.backward()
    fake = netG(torch.randn(batch, T, noise_dim))
    output = netD(fake.detach())
    errD_fake = criterion(output, torch.full((batch, T, 1), 0.0))
    errD_fake.backward()
    optimizerD.step()

    netG.zero_grad()
    output = netD(netG(torch.randn(batch, T, noise_dim)))
    errG = criterion(output, torch.full((batch, T, 1), 1.0))
    errG.backward()
    optimizerG.step()
    if i % 20 == 0:
        print(i, errD_real.item(), errD_fake.item(), errG.item())
