"""Eight Gaussians on a ring, a sigmoid discriminator and BCELoss; everything in `main`.

objective: non-saturating
"""

import itertools
import math

import torch
import torch.nn as nn
import torch.optim as optim

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


def sample_ring(n, modes=8, radius=1.0, std=0.05):
    which = torch.randint(0, modes, (n,))
    angle = 2 * math.pi * which / modes
    centres = radius * torch.stack([angle.cos(), angle.sin()], dim=1)
    return centres + std * torch.randn(n, 2)


def mlp(sizes, last=None):
    layers = []
    for n_in, n_out in itertools.pairwise(sizes):
        layers += [nn.Linear(n_in, n_out), nn.ReLU()]
    layers.pop()
    if last is not None:
        layers.append(last)
    return nn.Sequential(*layers)


def main():
    torch.manual_seed(SEED)
    batch_size, z_dim = 32, 8
    G = mlp([z_dim, 32, 32, 2])
    D = mlp([2, 32, 32, 1], nn.Sigmoid())
    loss_fn = nn.BCELoss()
    d_optimizer = optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
    g_optimizer = optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))

    for epoch in range(ITERATIONS):
        # 1. Train D on real + fake
        d_optimizer.zero_grad()
        d_real_data = sample_ring(batch_size)
        d_real_decision = D(d_real_data)
        d_real_error = loss_fn(d_real_decision, torch.ones(batch_size, 1))
        d_gen_input = torch.randn(batch_size, z_dim)
        d_fake_data = G(d_gen_input).detach()
        d_fake_decision = D(d_fake_data)
        d_fake_error = loss_fn(d_fake_decision, torch.zeros(batch_size, 1))
        d_error = d_real_error + d_fake_error
        d_error.backward()
        d_optimizer.step()

        # 2. Train G on D's response (but DO NOT train D on these labels)
        g_optimizer.zero_grad()
        gen_input = torch.randn(batch_size, z_dim)
        g_fake_data = G(gen_input)
        dg_fake_decision = D(g_fake_data)
        g_error = loss_fn(dg_fake_decision, torch.ones(batch_size, 1))
        g_error.backward()
        g_optimizer.step()

        if epoch % 20 == 0:
            print(f"Epoch {epoch}: D ({d_real_error.item():.3f}/{d_fake_error.item():.3f}) G ({g_error.item():.3f})")


if __name__ == "__main__":
    main()
