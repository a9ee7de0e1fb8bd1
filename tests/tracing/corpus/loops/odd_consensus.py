"""Consensus optimization (Mescheder et al. 2017): the squared norm of both gradients is added to both players' losses.

objective: non-saturating
departs: order
notes: gradients by autograd.grad, put into .grad; both players step at once
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz, gamma = 32, 4, 0.1
G = nn.Sequential(nn.Linear(nz, 16), nn.Tanh(), nn.Linear(16, 2))
D = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
g_opt = torch.optim.RMSprop(G.parameters(), lr=1e-3)
d_opt = torch.optim.RMSprop(D.parameters(), lr=1e-3)
g_params, d_params = list(G.parameters()), list(D.parameters())

for i in range(ITERATIONS):
    x = 0.3 * torch.randn(m, 2) + torch.randint(0, 2, (m, 1)) * 2 - 1
    fake = G(torch.randn(m, nz))
    d_fake = D(fake)
    d_loss = F.softplus(-D(x)).mean() + F.softplus(d_fake).mean()
    g_loss = F.softplus(-d_fake).mean()
    d_grads = torch.autograd.grad(d_loss, d_params, create_graph=True)
    g_grads = torch.autograd.grad(g_loss, g_params, create_graph=True)
    consensus = 0.5 * sum(g.square().sum() for g in (*d_grads, *g_grads))
    jgrads = torch.autograd.grad(consensus, d_params + g_params)
    for p, g, j in zip(d_params + g_params, (*d_grads, *g_grads), jgrads, strict=True):
        p.grad = g.detach() + gamma * j
    d_opt.step()
    g_opt.step()
    if i % 20 == 0:
        print(i, d_loss.item(), g_loss.item())
