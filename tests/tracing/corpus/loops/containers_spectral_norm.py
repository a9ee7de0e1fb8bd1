"""SNGAN: spectral normalization in D by either of torch's two ways, a Wasserstein loss that it keeps Lipschitz.

objective: wasserstein
k: 2
notes: buffers of D move in its forward pass; Lipschitz by spectral normalization
"""

import torch
import torch.nn as nn
from torch.nn.utils import parametrizations, spectral_norm

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)

torch.manual_seed(SEED)
G = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 3))
D = nn.Sequential(
    spectral_norm(nn.Linear(3, 32)),
    nn.LeakyReLU(0.1),
    parametrizations.spectral_norm(nn.Linear(32, 32)),
    nn.LeakyReLU(0.1),
    parametrizations.spectral_norm(nn.Linear(32, 1)),
)
optG = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(0.0, 0.9))
optD = torch.optim.Adam(D.parameters(), lr=4e-4, betas=(0.0, 0.9))
scale = torch.tensor([1.0, 0.3, 0.6])
zb = torch.distributions.Normal(0.0, 1.0)

for it in range(ITERATIONS):
    for _ in range(2):
        real = torch.randn(32, 3) * scale + 0.5
        D.zero_grad()
        lossD = D(G(zb.sample((32, 8))).detach()).mean() - D(real).mean()
        lossD.backward()
        optD.step()
    G.zero_grad()
    lossG = -D(G(zb.sample((32, 8)))).mean()
    lossG.backward()
    optG.step()
    if it % 20 == 0:
        print(f"it {it}: W estimate {-lossD.item():.4f}")
