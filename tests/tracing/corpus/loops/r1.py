"""Non-saturating loss with the R1 penalty on real data (Mescheder et al. 2018).

objective: non-saturating
notes: a gradient penalty on real data alone
"""

import torch
import torch.nn.functional as F
from torch import autograd, nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, latent, gamma = 32, 4, 1.0

generator = nn.Sequential(nn.Linear(latent, 32), nn.LeakyReLU(0.2), nn.Linear(32, 2))
discriminator = nn.Sequential(nn.Linear(2, 32), nn.Softplus(), nn.Linear(32, 1))
g_optim = torch.optim.Adam(generator.parameters(), lr=2e-3, betas=(0.0, 0.99))
d_optim = torch.optim.Adam(discriminator.parameters(), lr=2e-3, betas=(0.0, 0.99))


def requires_grad(model, flag):
    for p in model.parameters():
        p.requires_grad = flag


def d_r1_loss(real_pred, real_img):
    (grad_real,) = autograd.grad(outputs=real_pred.sum(), inputs=real_img, create_graph=True)
    return grad_real.pow(2).reshape(grad_real.shape[0], -1).sum(1).mean()


for i in range(ITERATIONS):
    requires_grad(generator, False)
    requires_grad(discriminator, True)
    real = torch.randn(batch, 2) * torch.tensor([1.0, 0.3]) + torch.tensor([0.5, -0.5])
    real.requires_grad = True
    fake = generator(torch.randn(batch, latent))
    real_pred = discriminator(real)
    fake_pred = discriminator(fake)
    d_loss = F.softplus(-real_pred).mean() + F.softplus(fake_pred).mean()
    d_loss = d_loss + gamma / 2 * d_r1_loss(real_pred, real)
    discriminator.zero_grad()
    d_loss.backward()
    d_optim.step()

    requires_grad(generator, True)
    requires_grad(discriminator, False)
    fake_pred = discriminator(generator(torch.randn(batch, latent)))
    g_loss = F.softplus(-fake_pred).mean()
    generator.zero_grad()
    g_loss.backward()
    g_optim.step()

    if i % 20 == 0:
        print(f"d: {d_loss.item():.4f}; g: {g_loss.item():.4f}")
