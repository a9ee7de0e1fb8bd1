"""One generator pass an iteration: the first half of its rows for D's step, the second for G's, graph retained.

D's loss is not detached: what it leaves in G's gradient is zeroed before G's own backward pass.

objective: non-saturating
k: 1
notes: one call of G serves both players, with rows of their own
"""

import torch
import torch.nn as nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

bs, nz = 32, 5
G = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 3))
D = nn.Sequential(nn.Linear(3, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
G_optimizer = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.999))
D_optimizer = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))
criterion = nn.BCEWithLogitsLoss()
cov = torch.randn(3, 3) * 0.5

for it in range(ITERATIONS):
    fake_for_D, fake_for_G = G(torch.randn(2 * bs, nz)).chunk(2)

    D.zero_grad()
    D_result = D(torch.randn(bs, 3) @ cov + 1.0).squeeze()
    D_real_loss = criterion(D_result, torch.ones(bs))
    D_fake_loss = criterion(D(fake_for_D).squeeze(), torch.zeros(bs))
    D_train_loss = D_real_loss + D_fake_loss
    D_train_loss.backward(retain_graph=True)
    D_optimizer.step()

    G.zero_grad()
    G_train_loss = criterion(D(fake_for_G).squeeze(), torch.ones(bs))
    G_train_loss.backward()
    G_optimizer.step()

    if (it + 1) % 20 == 0:
        print("[%d] loss_d: %.3f, loss_g: %.3f" % (it + 1, D_train_loss.item(), G_train_loss.item()))
