"""A conditional GAN: one-hot labels concatenated to the noise and to the discriminator's input.

objective: least-squares
notes: conditional; label 0 for real and 1 for fake
"""

import torch
import torch.nn.functional as F
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

N_CLASS, NOISE, DIM, BATCH = 3, 5, 2, 30

G = nn.Sequential(nn.Linear(NOISE + N_CLASS, 32), nn.LeakyReLU(0.2), nn.Linear(32, DIM))
D = nn.Sequential(nn.Linear(DIM + N_CLASS, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_G = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.999))
opt_D = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))
MEANS = torch.tensor([[-1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])


def labelled_data():
    classes = torch.randint(0, N_CLASS, (BATCH,))
    return MEANS[classes] + 0.2 * torch.randn(BATCH, DIM), F.one_hot(classes, N_CLASS).float()


def random_labels():
    return F.one_hot(torch.randint(0, N_CLASS, (BATCH,)), N_CLASS).float()


for t in range(ITERATIONS):
    x, y = labelled_data()
    y_fake = random_labels()
    with torch.no_grad():
        x_fake = G(torch.cat([torch.randn(BATCH, NOISE), y_fake], dim=1))
    out_real = D(torch.cat([x, y], dim=1))
    out_fake = D(torch.cat([x_fake, y_fake], dim=1))
    D_loss = F.mse_loss(out_real, torch.zeros(BATCH, 1)) + F.mse_loss(out_fake, torch.ones(BATCH, 1))
    opt_D.zero_grad()
    D_loss.backward()
    opt_D.step()

    y_fake = random_labels()
    x_fake = G(torch.cat([torch.randn(BATCH, NOISE), y_fake], dim=1))
    out_fake = D(torch.cat([x_fake, y_fake], dim=1))
    G_loss = F.mse_loss(out_fake, torch.zeros(BATCH, 1))
    opt_G.zero_grad()
    G_loss.backward()
    opt_G.step()
    if t % 20 == 0:
        print(t, D_loss.item(), G_loss.item())
