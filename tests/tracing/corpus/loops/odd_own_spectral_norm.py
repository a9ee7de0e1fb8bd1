"""A Wasserstein critic with spectral normalization written out in layers of its own, as in BigGAN-PyTorch.

objective: wasserstein
notes: power iteration in the layer's forward pass
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz = 32, 5


class SNLinear(nn.Linear):
    def __init__(self, inside, outside):
        super().__init__(inside, outside)
        self.register_buffer("u0", torch.randn(1, outside))

    def W_(self):
        with torch.no_grad():
            v = F.normalize(self.u0 @ self.weight, eps=1e-12)
            self.u0 = F.normalize(v @ self.weight.t(), eps=1e-12)
        return self.weight / (v @ self.weight.t() @ self.u0.t()).squeeze()

    def forward(self, x):
        return F.linear(x, self.W_(), self.bias)


G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 3))
D = nn.Sequential(SNLinear(3, 32), nn.LeakyReLU(0.2), SNLinear(32, 32), nn.LeakyReLU(0.2), SNLinear(32, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(0.0, 0.9))
opt_d = torch.optim.Adam(D.parameters(), lr=4e-4, betas=(0.0, 0.9))

for i in range(ITERATIONS):
    x = torch.randn(m, 3) * 2 + 3
    loss_d = D(G(torch.randn(m, nz)).detach()).mean() - D(x).mean()
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()
    loss_g = -D(G(torch.randn(m, nz))).mean()
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    if i % 20 == 0:
        print(i, loss_d.item(), loss_g.item())
