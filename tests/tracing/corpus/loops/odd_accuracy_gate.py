"""3D-GAN's adaptive training: D is stepped only while it is right on less than 80 % of the rows.

objective: non-saturating
notes: k is 1 or 0, as D's accuracy has it
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, z_size, d_thresh = 32, 8, 0.8
D = nn.Sequential(nn.Linear(6, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1), nn.Sigmoid())
G = nn.Sequential(nn.Linear(z_size, 32), nn.ReLU(), nn.Linear(32, 6), nn.Sigmoid())
D_solver = torch.optim.Adam(D.parameters(), lr=2e-3, betas=(0.5, 0.5))
G_solver = torch.optim.Adam(G.parameters(), lr=2e-3, betas=(0.5, 0.5))
criterion = nn.BCELoss()
voxels = (torch.rand(300, 6) < torch.tensor([0.9, 0.1, 0.5, 0.9, 0.1, 0.5])).float()

for it in range(ITERATIONS):
    X = voxels[torch.randint(300, (batch,))]
    Z = torch.randn(batch, z_size)
    real_labels, fake_labels = torch.ones(batch, 1), torch.zeros(batch, 1)
    d_real = D(X)
    d_real_loss = criterion(d_real, real_labels)
    fake = G(Z)
    d_fake = D(fake)
    d_fake_loss = criterion(d_fake, fake_labels)
    d_loss = d_real_loss + d_fake_loss
    accuracy = torch.cat([d_real >= 0.5, d_fake <= 0.5]).float().mean()
    if accuracy <= d_thresh:
        D.zero_grad()
        d_loss.backward()
        D_solver.step()

    Z = torch.randn(batch, z_size)
    fake = G(Z)
    d_fake = D(fake)
    g_loss = criterion(d_fake, real_labels)
    D.zero_grad()
    G.zero_grad()
    g_loss.backward()
    G_solver.step()
    if it % 20 == 0:
        print(f"Iter-{it}; , D_loss : {d_loss.item():.4}, G_loss : {g_loss.item():.4}, D_acu : {accuracy.item():.4}")
