"""Parameters in dictionaries, nets called by torch.func.functional_call, as JAX programs are written.

objective: non-saturating
notes: the modules hold no parameter that is trained
"""

import torch
from torch import nn
from torch.func import functional_call
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz = 32, 4
G = nn.Sequential(nn.Linear(nz, 16), nn.Tanh(), nn.Linear(16, 2))
D = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
g_params = {name: p.detach().clone().requires_grad_() for name, p in G.named_parameters()}
d_params = {name: p.detach().clone().requires_grad_() for name, p in D.named_parameters()}
g_opt = torch.optim.Adam(g_params.values(), lr=1e-3, betas=(0.5, 0.999))
d_opt = torch.optim.Adam(d_params.values(), lr=1e-3, betas=(0.5, 0.999))


def generate(params, z):
    return functional_call(G, params, (z,))


def judge(params, x):
    return functional_call(D, params, (x,))


for step in range(ITERATIONS):
    x = torch.randn(m, 2) * 0.5 + 1
    fake = generate(g_params, torch.randn(m, nz)).detach()
    d_loss = F.softplus(-judge(d_params, x)).mean() + F.softplus(judge(d_params, fake)).mean()
    d_opt.zero_grad()
    d_loss.backward()
    d_opt.step()
    g_loss = F.softplus(-judge(d_params, generate(g_params, torch.randn(m, nz)))).mean()
    g_opt.zero_grad()
    g_loss.backward()
    g_opt.step()
    if step % 20 == 0:
        print(step, d_loss.item(), g_loss.item())
