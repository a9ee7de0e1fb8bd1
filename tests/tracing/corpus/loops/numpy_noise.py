"""Noise and data drawn by numpy.

objective: minimax
notes: the noise is made outside torch
"""

import numpy as np
import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
np.random.seed(SEED)
torch.manual_seed(SEED)

BATCH_SIZE = 32
N_IDEAS = 5
ART_COMPONENTS = 12
POINTS = np.linspace(-1, 1, ART_COMPONENTS)[np.newaxis, :]


def artist_works():
    a = np.random.uniform(1, 2, size=BATCH_SIZE)[:, np.newaxis]
    return torch.from_numpy(a * np.power(POINTS, 2) + (a - 1)).float()


def ideas():
    return torch.from_numpy(np.random.normal(size=(BATCH_SIZE, N_IDEAS)).astype(np.float32))


G = nn.Sequential(nn.Linear(N_IDEAS, 32), nn.ReLU(), nn.Linear(32, ART_COMPONENTS))
D = nn.Sequential(nn.Linear(ART_COMPONENTS, 32), nn.ReLU(), nn.Linear(32, 1), nn.Sigmoid())
opt_D = torch.optim.Adam(D.parameters(), lr=1e-4)
opt_G = torch.optim.Adam(G.parameters(), lr=1e-4)

for step in range(ITERATIONS):
    artist_paintings = artist_works()
    G_paintings = G(ideas()).detach()
    prob_artist1 = D(G_paintings)
    prob_artist0 = D(artist_paintings)
    D_loss = -torch.mean(torch.log(prob_artist0) + torch.log(1.0 - prob_artist1))
    opt_D.zero_grad()
    D_loss.backward()
    opt_D.step()

    prob_artist1 = D(G(ideas()))
    G_loss = torch.mean(torch.log(1.0 - prob_artist1))
    opt_G.zero_grad()
    G_loss.backward()
    opt_G.step()

    if step % 20 == 0:
        print(f"D accuracy={prob_artist0.mean().item():.2f} D score={-D_loss.item():.2f}")
