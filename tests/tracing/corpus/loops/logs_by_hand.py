"""Non-saturating losses written by hand with torch.log, as in wiseodd/generative-models.

objective: non-saturating
"""

import torch
import torch.nn as nn
import torch.optim as optim

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

mb_size = 32
Z_dim = 8
X_dim = 16
h_dim = 32
lr = 5e-4

G = nn.Sequential(nn.Linear(Z_dim, h_dim), nn.ReLU(), nn.Linear(h_dim, X_dim), nn.Sigmoid())
D = nn.Sequential(nn.Linear(X_dim, h_dim), nn.ReLU(), nn.Linear(h_dim, 1), nn.Sigmoid())
G_solver = optim.Adam(G.parameters(), lr=lr)
D_solver = optim.Adam(D.parameters(), lr=lr)

# Rows in [0, 1], which is what the generator's sigmoid reaches.
X_train = torch.sigmoid(torch.randn(640, 4) @ torch.randn(4, X_dim) * 0.7)


def reset_grad():
    G_solver.zero_grad()
    D_solver.zero_grad()


def next_batch():
    return X_train[torch.randperm(len(X_train))[:mb_size]]


for it in range(ITERATIONS):
    # Discriminator
    z = torch.randn(mb_size, Z_dim)
    X = next_batch()
    G_sample = G(z)
    D_real = D(X)
    D_fake = D(G_sample)
    D_loss = -torch.mean(torch.log(D_real) + torch.log(1 - D_fake))
    D_loss.backward()
    D_solver.step()
    reset_grad()

    # Generator
    z = torch.randn(mb_size, Z_dim)
    G_sample = G(z)
    D_fake = D(G_sample)
    G_loss = -torch.mean(torch.log(D_fake))
    G_loss.backward()
    G_solver.step()
    reset_grad()

    if it % 20 == 0:
        print(f"Iter-{it}; D_loss: {D_loss.item():.4f}; G_loss: {G_loss.item():.4f}")
