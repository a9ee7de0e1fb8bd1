"""Top-k training (Sinha et al. 2020): G learns from the fakes that D finds best, ever fewer of them.

objective: non-saturating
notes: most fakes of G's minibatch have no gradient
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, nz = 32, 5
k, min_k, decay = 32.0, 16, 0.97
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()

for i in range(ITERATIONS):
    x = torch.randn(m, 2) * 0.2 + torch.randint(0, 2, (m, 2)) * 2 - 1
    loss_d = bce(D(x), torch.ones(m, 1)) + bce(D(G(torch.randn(m, nz)).detach()), torch.zeros(m, 1))
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()

    best = torch.topk(D(G(torch.randn(m, nz))), int(k), dim=0)[0]
    loss_g = bce(best, torch.ones_like(best))
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    k = max(min_k, k * decay)
    if i % 20 == 0:
        print(i, int(k), loss_d.item(), loss_g.item())
