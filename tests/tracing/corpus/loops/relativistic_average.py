"""Relativistic average GAN (Jolicoeur-Martineau 2018): each output against the mean of the other kind.

objective: relativistic-average
notes: the generator's step sees real data too
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch_size, n_z = 32, 5
G = nn.Sequential(nn.Linear(n_z, 32), nn.ReLU(), nn.Linear(32, 4))
D = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
optimizerD = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
optimizerG = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
BCE_stable = nn.BCEWithLogitsLoss()
y = torch.ones(batch_size)
y2 = torch.zeros(batch_size)
basis = torch.randn(2, 4)


def random_sample():
    return torch.randn(batch_size, 2) @ basis * 0.7 + 0.1 * torch.randn(batch_size, 4)


for i in range(ITERATIONS):
    # Discriminator
    D.zero_grad()
    x = random_sample()
    y_pred = D(x).squeeze(1)
    fake = G(torch.randn(batch_size, n_z)).detach()
    y_pred_fake = D(fake).squeeze(1)
    errD = (BCE_stable(y_pred - y_pred_fake.mean(), y) + BCE_stable(y_pred_fake - y_pred.mean(), y2)) / 2
    errD.backward()
    optimizerD.step()

    # Generator, on a minibatch of its own
    G.zero_grad()
    x = random_sample()
    fake = G(torch.randn(batch_size, n_z))
    y_pred = D(x).squeeze(1)
    y_pred_fake = D(fake).squeeze(1)
    errG = (BCE_stable(y_pred - y_pred_fake.mean(), y2) + BCE_stable(y_pred_fake - y_pred.mean(), y)) / 2
    errG.backward()
    optimizerG.step()

    if i % 20 == 0:
        print(f"[{i}] errD {errD.item():.4f} errG {errG.item():.4f}")
