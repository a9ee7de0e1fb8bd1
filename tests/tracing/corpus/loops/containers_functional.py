"""No module at all: lists of raw tensors, the forward passes written out, one optimizer over each list.

objective: non-saturating
k: 1
notes: raw tensors; may be unseen: what needs the calls of a module
"""

import numpy as np
import torch

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)

rng = np.random.default_rng(SEED)
torch.manual_seed(SEED)
Z_DIM, H_DIM, X_DIM, MB = 6, 32, 4, 32


def xavier(n_in, n_out):
    return torch.tensor(rng.normal(0, 1 / np.sqrt(n_in / 2), (n_in, n_out)), dtype=torch.float32, requires_grad=True)


def zeros(n):
    return torch.zeros(n, requires_grad=True)


G_W1, G_b1 = xavier(Z_DIM, H_DIM), zeros(H_DIM)
G_W2, G_b2 = xavier(H_DIM, X_DIM), zeros(X_DIM)
D_W1, D_b1 = xavier(X_DIM, H_DIM), zeros(H_DIM)
D_W2, D_b2 = xavier(H_DIM, 1), zeros(1)


def G(z):
    h = torch.relu(z @ G_W1 + G_b1)
    return torch.sigmoid(h @ G_W2 + G_b2)


def D(x):
    h = torch.relu(x @ D_W1 + D_b1)
    return torch.sigmoid(h @ D_W2 + D_b2)


G_params = [G_W1, G_b1, G_W2, G_b2]
D_params = [D_W1, D_b1, D_W2, D_b2]
G_solver = torch.optim.Adam(G_params, lr=1e-3)
D_solver = torch.optim.Adam(D_params, lr=1e-3)


def reset_grad():
    for p in G_params + D_params:
        p.grad = None


def sample_z():
    return torch.from_numpy(rng.uniform(-1, 1, (MB, Z_DIM)).astype(np.float32))


for it in range(ITERATIONS):
    X = torch.from_numpy(rng.beta(2.0, 5.0, (MB, X_DIM)).astype(np.float32))

    D_real, D_fake = D(X), D(G(sample_z()))
    D_loss = -(torch.log(D_real) + torch.log(1 - D_fake)).mean()
    D_loss.backward()
    D_solver.step()
    reset_grad()

    D_fake = D(G(sample_z()))
    G_loss = -torch.log(D_fake).mean()
    G_loss.backward()
    G_solver.step()
    reset_grad()

    if it % 20 == 0:
        print(f"Iter-{it}; D_loss: {D_loss.item():.4f}; G_loss: {G_loss.item():.4f}")
