"""WGAN-GP on points in the plane, five critic steps, one joint backward pass.

objective: wgan-gp
k: 5
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch_size, latent_size, gp_weight, critic_iterations = 32, 4, 10.0, 5

generator = nn.Sequential(nn.Linear(latent_size, 32), nn.ReLU(), nn.Linear(32, 2))
critic = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 1))
g_optimizer = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.0, 0.9))
c_optimizer = torch.optim.Adam(critic.parameters(), lr=1e-3, betas=(0.0, 0.9))


def sample_real():
    centres = torch.tensor([[-1.0, 0.0], [1.0, 0.5]])
    return centres[torch.randint(0, 2, (batch_size,))] + 0.2 * torch.randn(batch_size, 2)


def sample_fake():
    return generator(torch.randn(batch_size, latent_size))


def gradient_penalty(real, fake):
    eps = torch.rand(batch_size, 1)
    mixed = (eps * real + (1 - eps) * fake).requires_grad_()
    scores = critic(mixed)
    (slopes,) = torch.autograd.grad(scores.sum(), mixed, create_graph=True)
    return ((slopes.norm(2, dim=1) - 1) ** 2).mean()


for iteration in range(ITERATIONS):
    for _ in range(critic_iterations):
        real = sample_real()
        fake = sample_fake().detach()
        c_real = critic(real)
        c_fake = critic(fake)
        c_loss = c_fake.mean() - c_real.mean() + gp_weight * gradient_penalty(real, fake)
        c_optimizer.zero_grad()
        c_loss.backward()
        c_optimizer.step()

    g_loss = -critic(sample_fake()).mean()
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()

    if iteration % 20 == 0:
        print(f"{iteration:4d} critic {c_loss.item():+.4f} generator {g_loss.item():+.4f}")
