"""R3GAN (Huang et al. 2024): the relativistic pairing loss with R1 on data and R2 on fakes, both zero-centred.

objective: relativistic
notes: two gradient penalties a step; the generator's step sees real data too
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz, gamma = 32, 5, 1.0
G = nn.Sequential(nn.Linear(nz, 32), nn.LeakyReLU(0.2), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
g_opt = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
d_opt = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.0, 0.9))


def zero_centered_gradient_penalty(samples, critics):
    (gradient,) = torch.autograd.grad(outputs=critics.sum(), inputs=samples, create_graph=True)
    return gradient.square().sum(1)


def real_data():
    u = torch.rand(m, 2)
    return torch.stack([u[:, 0] * 2 - 1, torch.where(u[:, 1] < 0.5, 1.0, -1.0)], 1) + 0.1 * torch.randn(m, 2)


for it in range(ITERATIONS):
    real_samples = real_data().requires_grad_(True)
    fake_samples = G(torch.randn(m, nz)).detach().requires_grad_(True)
    real_logits, fake_logits = D(real_samples), D(fake_samples)
    r1 = zero_centered_gradient_penalty(real_samples, real_logits)
    r2 = zero_centered_gradient_penalty(fake_samples, fake_logits)
    d_loss = (F.softplus(-(real_logits - fake_logits)).squeeze(1) + gamma / 2 * (r1 + r2)).mean()
    d_opt.zero_grad()
    d_loss.backward()
    d_opt.step()

    real_samples = real_data()
    fake_samples = G(torch.randn(m, nz))
    g_loss = F.softplus(-(D(fake_samples) - D(real_samples))).mean()
    g_opt.zero_grad()
    g_loss.backward()
    g_opt.step()
    if it % 20 == 0:
        print(it, d_loss.item(), g_loss.item())
