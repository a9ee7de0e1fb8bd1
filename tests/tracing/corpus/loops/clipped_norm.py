"""Gradients clipped by norm, plain SGD with a rate of its own for each player.

objective: non-saturating
notes: clipped gradients
"""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import clip_grad_norm_

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, latent = 32, 4


class Player(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(n_in, 32), nn.Linear(32, 32)])
        self.head = nn.Linear(32, n_out)

    def forward(self, h):
        for layer in self.layers:
            h = F.gelu(layer(h))
        return self.head(h)


gen, dis = Player(latent, 2), Player(2, 1)
sgd_gen = torch.optim.SGD(gen.parameters(), lr=0.02)
sgd_dis = torch.optim.SGD(dis.parameters(), lr=0.05)


def spiral():
    t = 1.0 + 4.0 * torch.rand(batch, 1)
    return 0.2 * t * torch.cat([torch.cos(2 * t), torch.sin(2 * t)], dim=1) + 0.02 * torch.randn(batch, 2)


for i in range(ITERATIONS):
    sgd_dis.zero_grad(set_to_none=False)
    logit_real, logit_fake = dis(spiral()), dis(gen(torch.randn(batch, latent)).detach())
    loss_dis = -(F.logsigmoid(logit_real) + F.logsigmoid(-logit_fake)).mean()
    loss_dis.backward()
    clip_grad_norm_(dis.parameters(), max_norm=0.1)
    sgd_dis.step()

    sgd_gen.zero_grad(set_to_none=False)
    loss_gen = -F.logsigmoid(dis(gen(torch.randn(batch, latent)))).mean()
    loss_gen.backward()
    clip_grad_norm_(gen.parameters(), max_norm=0.1)
    sgd_gen.step()
    if i % 20 == 0:
        print(f"{i}: {loss_dis.item():.3f} {loss_gen.item():.3f}")
