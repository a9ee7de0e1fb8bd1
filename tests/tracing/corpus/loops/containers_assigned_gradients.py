"""No `backward`: each player's gradients come from torch.autograd.grad and are put into `.grad` by hand.

objective: minimax
k: 1
notes: signs by hand; may be unseen: opposite-signs, discriminator-objective, generator-objective, fresh-gradients
"""

import torch
from torch import nn
from torch.autograd import grad
from torch.nn.functional import logsigmoid

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)

torch.manual_seed(SEED)
generator = nn.Sequential(nn.Linear(4, 24), nn.ELU(), nn.Linear(24, 2))
discriminator = nn.Sequential(nn.Linear(2, 24), nn.ELU(), nn.Linear(24, 1))
theta_g, theta_d = list(generator.parameters()), list(discriminator.parameters())
opt_g = torch.optim.SGD(theta_g, lr=0.05)
opt_d = torch.optim.SGD(theta_d, lr=0.05)


def value(x, x_hat):
    return logsigmoid(discriminator(x)).mean() + logsigmoid(-discriminator(x_hat)).mean()


def assign(parameters, gradients, sign):
    for p, g in zip(parameters, gradients, strict=True):
        p.grad = sign * g


values = []
for _ in range(ITERATIONS):
    x = torch.randn(32, 2) + 1.0
    x_hat = generator(torch.randn(32, 4)).detach()
    v = value(x, x_hat)
    assign(theta_d, grad(v, theta_d), -1.0)
    opt_d.step()
    values.append(v.item())

    v_g = logsigmoid(-discriminator(generator(torch.randn(32, 4)))).mean()
    assign(theta_g, grad(v_g, theta_g), 1.0)
    opt_g.step()
print("V(G, D):", [round(v, 3) for v in values[::20]])
