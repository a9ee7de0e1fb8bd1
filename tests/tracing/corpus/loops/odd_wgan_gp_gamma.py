"""The penalty of progressive growing (Karras et al. 2018): (|slope| - gamma)^2 / gamma^2, and a drift term.

objective: wgan-gp
notes: gradient penalty with a target of 750, eps E D(x)^2 on data
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch_size, latent, gp_lambda, gp_gamma, eps_drift = 32, 6, 10.0, 750.0, 0.001
G = nn.Sequential(nn.Linear(latent, 32), nn.LeakyReLU(0.2), nn.Linear(32, 5))
D = nn.Sequential(nn.Linear(5, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
G_optimizer = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.0, 0.99))
D_optimizer = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.0, 0.99))
table = torch.randn(400, 5) * torch.tensor([1.0, 0.5, 2.0, 1.0, 0.2])


def wgan_gp_D_loss(reals, latents):
    fakes = G(latents).detach()
    real_scores, fake_scores = D(reals), D(fakes)
    loss = (fake_scores - real_scores).mean()
    factors = torch.rand(batch_size, 1)
    mixed = (reals + (fakes - reals) * factors).requires_grad_(True)
    grads = torch.autograd.grad(D(mixed).sum(), mixed, create_graph=True)[0]
    norms = grads.square().sum(dim=1).sqrt()
    loss = loss + ((norms - gp_gamma) ** 2).mean() * (gp_lambda / gp_gamma**2)
    return loss + eps_drift * real_scores.square().mean()


for step in range(ITERATIONS):
    reals = table[torch.randperm(400)[:batch_size]]
    D_optimizer.zero_grad()
    D_loss = wgan_gp_D_loss(reals, torch.randn(batch_size, latent))
    D_loss.backward()
    D_optimizer.step()

    G_optimizer.zero_grad()
    G_loss = -D(G(torch.randn(batch_size, latent))).mean()
    G_loss.backward()
    G_optimizer.step()
    if step % 20 == 0:
        print(step, D_loss.item(), G_loss.item())
