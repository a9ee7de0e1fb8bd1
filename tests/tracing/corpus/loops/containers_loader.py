"""A Dataset and a DataLoader with a sampler's generator of its own, epochs, best weights saved to memory.

objective: non-saturating
k: 1
notes: samples are drawn in eval mode after every epoch, weights are saved
"""

import io

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


class Blobs(Dataset):
    def __init__(self, n, seed):
        generator = torch.Generator().manual_seed(seed)
        self.label = torch.randint(3, (n,), generator=generator)
        self.x = torch.randn(n, 6, generator=generator) * 0.1 + (self.label[:, None] - 1.0) * 0.5

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return {"x": self.x[index].clamp(-1, 1), "label": self.label[index]}


torch.manual_seed(SEED)
loader = DataLoader(Blobs(480, SEED), batch_size=24, shuffle=True, num_workers=0, drop_last=True)
G = nn.Sequential(nn.Linear(8, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 6), nn.Tanh())
D = nn.Sequential(nn.Linear(6, 32), nn.LeakyReLU(0.2), nn.Dropout(0.2), nn.Linear(32, 1))
optimizer_g = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
optimizer_d = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
bce = nn.BCEWithLogitsLoss()
fixed_noise = torch.randn(9, 8)
steps, epoch = 0, 0
while steps < ITERATIONS:
    for batch in loader:
        if steps == ITERATIONS:
            break
        real = batch["x"]
        optimizer_d.zero_grad()
        fake = G(torch.randn(len(real), 8)).detach()
        loss_d = bce(D(real), torch.ones(len(real), 1)) + bce(D(fake), torch.zeros(len(real), 1))
        loss_d.backward()
        optimizer_d.step()

        optimizer_g.zero_grad()
        loss_g = bce(D(G(torch.randn(len(real), 8))), torch.ones(len(real), 1))
        loss_g.backward()
        optimizer_g.step()
        steps += 1

    epoch += 1
    G.eval()
    with torch.no_grad():
        samples = G(fixed_noise)
    G.train()
    torch.save({"G": G.state_dict(), "D": D.state_dict()}, io.BytesIO())
    print(f"epoch {epoch}: D {loss_d.item():.4f} G {loss_g.item():.4f} spread {samples.std(0).mean().item():.4f}")
