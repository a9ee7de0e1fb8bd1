"""WGAN-GP with the penalty a method of the critic, double backward and all; the critic ends with a flatten to (n,).

objective: wasserstein
k: 2
notes: gradient penalty, flat scores
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


class Critic(nn.Module):
    def __init__(self, dim, weight=10.0):
        super().__init__()
        self.weight = weight
        self.layers = nn.Sequential(nn.Linear(dim, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

    def forward(self, x):
        return self.layers(x).flatten()

    def penalty(self, real, fake):
        alpha = torch.rand(len(real), 1)
        mixed = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
        score = self(mixed)
        (slope,) = torch.autograd.grad(score, mixed, torch.ones_like(score), create_graph=True)
        return self.weight * ((slope.norm(2, dim=1) - 1) ** 2).mean()

    def loss(self, real, fake):
        return self(fake).mean() - self(real).mean() + self.penalty(real, fake)


def run(dim=4, batch=32, n_critic=2):
    torch.manual_seed(SEED)
    g = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, dim))
    critic = Critic(dim)
    adam = {"lr": 1e-3, "betas": (0.0, 0.9)}
    opt_g, opt_c = torch.optim.Adam(g.parameters(), **adam), torch.optim.Adam(critic.parameters(), **adam)
    for i in range(ITERATIONS):
        for _ in range(n_critic):
            real = torch.randn(batch, dim) * 0.5 + 1
            fake = g(torch.randn(batch, 6)).detach()
            opt_c.zero_grad()
            loss_c = critic.loss(real, fake)
            loss_c.backward()
            opt_c.step()
        opt_g.zero_grad()
        loss_g = -critic(g(torch.randn(batch, 6))).mean()
        loss_g.backward()
        opt_g.step()
        if i % 20 == 0:
            print(f"{i}: critic {loss_c.item():.4f} generator {loss_g.item():.4f}")


run()
