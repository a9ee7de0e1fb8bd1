"""Learning rates that warm up and decay, a scheduler for each optimizer; epochs over a fixed set.

objective: non-saturating
k: 1
notes: learning rates change
"""

import numpy as np
import torch
from torch import nn
from torch.optim.lr_scheduler import ExponentialLR, LambdaLR, SequentialLR

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)

torch.manual_seed(SEED)
rng = np.random.RandomState(SEED)
samples = torch.from_numpy(rng.gamma(2.0, 0.5, size=(640, 2)).astype("float32"))
G = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.1), nn.Linear(32, 2), nn.Softplus())
D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.1), nn.Linear(32, 1))
optim_g, optim_d = torch.optim.RMSprop(G.parameters(), lr=1e-3), torch.optim.RMSprop(D.parameters(), lr=1e-3)


def schedule(optimizer):
    warm_up = LambdaLR(optimizer, lambda i: min(1.0, (i + 1) / 10))
    return SequentialLR(optimizer, [warm_up, ExponentialLR(optimizer, 0.98)], milestones=[10])


sched_g, sched_d = schedule(optim_g), schedule(optim_d)
criterion = nn.BCEWithLogitsLoss()
done = 0
while done < ITERATIONS:
    for batch in torch.randperm(640).view(-1, 32):
        if done == ITERATIONS:
            break
        done += 1
        optim_d.zero_grad()
        on_real, on_fake = D(samples[batch]), D(G(torch.rand(32, 4)).detach())
        loss_d = criterion(on_real, torch.ones_like(on_real)) + criterion(on_fake, torch.zeros_like(on_fake))
        loss_d.backward()
        optim_d.step()
        sched_d.step()

        optim_g.zero_grad()
        on_fake = D(G(torch.rand(32, 4)))
        loss_g = criterion(on_fake, torch.ones_like(on_fake))
        loss_g.backward()
        optim_g.step()
        sched_g.step()
    print(f"{done}: lr {sched_g.get_last_lr()[0]:.2e} D {loss_d.item():.4f} G {loss_g.item():.4f}")
