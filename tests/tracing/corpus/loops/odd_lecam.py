"""LeCam regularization (Tseng et al. 2021): D's scores are held near moving averages of the other side's.

objective: hinge, with moving targets
notes: a quadratic term on D's scores with targets that move
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz, weight, decay = 32, 5, 0.3, 0.9
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.0, 0.9))
opt_d = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.0, 0.9))
ema_real = ema_fake = 0.0

for i in range(ITERATIONS):
    x = torch.rand(m, 2) * 2 - 1
    d_real, d_fake = D(x), D(G(torch.randn(m, nz)).detach())
    loss = torch.relu(1 - d_real).mean() + torch.relu(1 + d_fake).mean()
    ema_real = decay * ema_real + (1 - decay) * d_real.mean().item()
    ema_fake = decay * ema_fake + (1 - decay) * d_fake.mean().item()
    lecam = (torch.relu(d_real - ema_fake) ** 2).mean() + (torch.relu(ema_real - d_fake) ** 2).mean()
    opt_d.zero_grad()
    (loss + weight * lecam).backward()
    opt_d.step()

    g_loss = -D(G(torch.randn(m, nz))).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    if i % 20 == 0:
        print(i, loss.item(), g_loss.item())
