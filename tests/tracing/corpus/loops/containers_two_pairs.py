"""Two pairs as in CycleGAN: least squares, a cycle loss, one optimizer for both generators, two for the discriminators.

The generators are fed data of the other domain, not noise; each step draws its own.

objective: least-squares
k: 1
notes: several pairs
"""

import itertools

import torch
import torch.nn as nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)

torch.manual_seed(SEED)


def mapping():
    return nn.Sequential(nn.Linear(4, 24), nn.ReLU(), nn.Linear(24, 4), nn.Tanh())


def critic():
    return nn.Sequential(nn.Linear(4, 24), nn.LeakyReLU(0.2), nn.Linear(24, 1))


G_AB, G_BA, D_A, D_B = mapping(), mapping(), critic(), critic()
criterion_gan, criterion_cycle = nn.MSELoss(), nn.L1Loss()
optimizer_G = torch.optim.Adam(itertools.chain(G_AB.parameters(), G_BA.parameters()), lr=2e-4, betas=(0.5, 0.999))
optimizer_D_A = torch.optim.Adam(D_A.parameters(), lr=2e-4, betas=(0.5, 0.999))
optimizer_D_B = torch.optim.Adam(D_B.parameters(), lr=2e-4, betas=(0.5, 0.999))
mix = torch.randn(4, 4)
set_a = torch.tanh(0.5 * torch.randn(800, 4))
set_b = torch.tanh(0.5 * torch.randn(800, 4) @ mix)


def draw(n=32):
    return set_a[torch.randint(800, (n,))], set_b[torch.randint(800, (n,))]


for i in range(ITERATIONS):
    real_a, real_b = draw()

    optimizer_D_A.zero_grad()
    fake_a = G_BA(real_b).detach()
    pred_real, pred_fake = D_A(real_a), D_A(fake_a)
    loss_d_a = 0.5 * (
        criterion_gan(pred_real, torch.ones_like(pred_real)) + criterion_gan(pred_fake, torch.zeros_like(pred_fake))
    )
    loss_d_a.backward()
    optimizer_D_A.step()

    optimizer_D_B.zero_grad()
    fake_b = G_AB(real_a).detach()
    pred_real, pred_fake = D_B(real_b), D_B(fake_b)
    loss_d_b = 0.5 * (
        criterion_gan(pred_real, torch.ones_like(pred_real)) + criterion_gan(pred_fake, torch.zeros_like(pred_fake))
    )
    loss_d_b.backward()
    optimizer_D_B.step()

    real_a, real_b = draw()
    optimizer_G.zero_grad()
    fake_b, fake_a = G_AB(real_a), G_BA(real_b)
    pred_b, pred_a = D_B(fake_b), D_A(fake_a)
    loss_gan = criterion_gan(pred_b, torch.ones_like(pred_b)) + criterion_gan(pred_a, torch.ones_like(pred_a))
    loss_cycle = criterion_cycle(G_BA(fake_b), real_a) + criterion_cycle(G_AB(fake_a), real_b)
    loss_g = loss_gan + 10.0 * loss_cycle
    loss_g.backward()
    optimizer_G.step()

    if i % 20 == 0:
        print(f"{i}: D {(loss_d_a + loss_d_b).item():.4f}, G {loss_gan.item():.4f}, cycle {loss_cycle.item():.4f}")
