"""f-GAN for the Pearson chi-square divergence, the variational function ascending.

objective: pearson
notes: the discriminator's optimizer maximizes
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, latent = 32, 4
theta = nn.Sequential(nn.Linear(latent, 24), nn.LeakyReLU(0.1), nn.Linear(24, 3))
omega = nn.Sequential(nn.Linear(3, 24), nn.Tanh(), nn.Linear(24, 1))
descend = torch.optim.Adam(theta.parameters(), lr=5e-4)
ascend = torch.optim.Adam(omega.parameters(), lr=5e-4, maximize=True)


def draw_data():
    return torch.randn(batch, 3) * torch.tensor([0.5, 1.0, 0.8]) + torch.tensor([0.3, -0.2, 0.0])


def F_value(on_data, on_model):
    # f*(t) = t^2 / 4 + t, output activation the identity.
    return on_data.mean() - (0.25 * on_model**2 + on_model).mean()


for step in range(ITERATIONS):
    ascend.zero_grad()
    model = theta(torch.randn(batch, latent)).detach()
    value = F_value(omega(draw_data()), omega(model))
    value.backward()
    ascend.step()

    descend.zero_grad()
    t = omega(theta(torch.randn(batch, latent)))
    loss = -(0.25 * t**2 + t).mean()
    loss.backward()
    descend.step()
    if step % 20 == 0:
        print(step, round(value.item(), 4))
