"""Both networks through torch.compile, the optimizers on the compiled ones.

objective: non-saturating
k: 1
notes: slow, torch.compile; may be unseen: everything below the calls of the compiled networks
"""

import torch
import torch.nn as nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
# Inductor's C++ takes half a minute on a cold cache and changes nothing for who watches; it is one word away.
BACKEND = globals().get("BACKEND", "aot_eager")

torch.manual_seed(SEED)
generator = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 2))
discriminator = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
if hasattr(torch, "compile"):
    generator = torch.compile(generator, backend=BACKEND)
    discriminator = torch.compile(discriminator, backend=BACKEND)

opt_g = torch.optim.AdamW(generator.parameters(), lr=5e-4, betas=(0.0, 0.99), weight_decay=0.0)
opt_d = torch.optim.AdamW(discriminator.parameters(), lr=5e-4, betas=(0.0, 0.99), weight_decay=0.0)
loss_fn = nn.BCEWithLogitsLoss()
mean = torch.tensor([1.0, -0.5])

for _ in range(ITERATIONS):
    x = torch.randn(64, 2) * 0.3 + mean
    with torch.no_grad():
        x_fake = generator(torch.randn(64, 8))
    opt_d.zero_grad(set_to_none=True)
    loss_d = loss_fn(discriminator(x), torch.ones(64, 1)) + loss_fn(discriminator(x_fake), torch.zeros(64, 1))
    loss_d.backward()
    opt_d.step()

    opt_g.zero_grad(set_to_none=True)
    loss_g = loss_fn(discriminator(generator(torch.randn(64, 8))), torch.ones(64, 1))
    loss_g.backward()
    opt_g.step()

print(f"D {loss_d.item():.4f}  G {loss_g.item():.4f}")
