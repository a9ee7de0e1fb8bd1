"""DRAGAN (Kodali et al. 2017): the penalty around the data, not between data and fakes.

objective: non-saturating
notes: a gradient penalty around the data
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch_size, nz, lambda_gp = 32, 5, 10.0

G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 3))
D = nn.Sequential(nn.Linear(3, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
g_opt = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
d_opt = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()
data = torch.randn(600, 3) @ torch.tensor([[0.8, 0.2, 0.0], [0.0, 0.5, 0.3], [0.1, 0.0, 0.9]])


def perturbation_penalty(x):
    beta = torch.rand_like(x)
    noisy = x + 0.5 * x.std() * beta
    alpha = torch.rand(x.size(0), 1)
    x_hat = (x + alpha * (noisy - x)).detach().requires_grad_(True)
    pred = D(x_hat)
    grad = torch.autograd.grad(pred, x_hat, grad_outputs=torch.ones_like(pred), create_graph=True)[0]
    return ((grad.norm(2, dim=1) - 1) ** 2).mean()


for step in range(ITERATIONS):
    x = data[torch.randint(0, len(data), (batch_size,))]
    f = G(torch.randn(batch_size, nz)).detach()
    d_real, d_fake = D(x), D(f)
    d_loss = bce(d_real, torch.ones_like(d_real)) + bce(d_fake, torch.zeros_like(d_fake))
    d_loss = d_loss + lambda_gp * perturbation_penalty(x)
    D.zero_grad()
    d_loss.backward()
    d_opt.step()

    d_fake = D(G(torch.randn(batch_size, nz)))
    g_loss = bce(d_fake, torch.ones_like(d_fake))
    G.zero_grad()
    g_loss.backward()
    g_opt.step()
    if step % 20 == 0:
        print(step, d_loss.item(), g_loss.item())
