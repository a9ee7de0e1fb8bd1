"""Automatic mixed precision on the CPU: bfloat16 forward passes, one GradScaler each, gradients unscaled and clipped.

objective: non-saturating
k: 1
notes: loss scaling, clipped; scores are bfloat16, so an objective fits only to 1 part in 256
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


def block(n_in, n_out):
    return nn.Sequential(nn.Linear(n_in, n_out), nn.LeakyReLU(0.2))


torch.manual_seed(SEED)
G = nn.Sequential(block(16, 64), block(64, 64), nn.Linear(64, 8), nn.Tanh())
D = nn.Sequential(block(8, 64), block(64, 64), nn.Linear(64, 1))
optG = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(0.5, 0.999))
optD = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(0.5, 0.999))
scaler_G = torch.amp.GradScaler("cpu", init_scale=1024.0)
scaler_D = torch.amp.GradScaler("cpu", init_scale=1024.0)
bce = nn.BCEWithLogitsLoss()
W = torch.randn(8, 8) * 0.3

for step in range(ITERATIONS):
    real = torch.tanh(torch.randn(32, 8) @ W)

    optD.zero_grad(set_to_none=True)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        fake = G(torch.randn(32, 16)).detach()
        out_real, out_fake = D(real), D(fake)
        loss_D = bce(out_real, torch.ones_like(out_real)) + bce(out_fake, torch.zeros_like(out_fake))
    scaler_D.scale(loss_D).backward()
    scaler_D.unscale_(optD)
    nn.utils.clip_grad_norm_(D.parameters(), max_norm=1.0)
    scaler_D.step(optD)
    scaler_D.update()

    optG.zero_grad(set_to_none=True)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = D(G(torch.randn(32, 16)))
        loss_G = bce(out, torch.ones_like(out))
    scaler_G.scale(loss_G).backward()
    scaler_G.unscale_(optG)
    nn.utils.clip_grad_norm_(G.parameters(), max_norm=1.0)
    scaler_G.step(optG)
    scaler_G.update()

    if step % 20 == 0:
        print(f"{step:03d} loss_D={loss_D.item():.4f} loss_G={loss_G.item():.4f} scale={scaler_D.get_scale():.0f}")
