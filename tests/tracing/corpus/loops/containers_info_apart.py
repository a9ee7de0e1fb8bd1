"""InfoGAN with Q a network of its own on D's features: D's optimizer holds D alone, G's holds G and Q.

objective: non-saturating
k: 1
notes: extra network Q, with G's optimizer; extra-term
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(3, 32), nn.LeakyReLU(0.1), nn.Linear(32, 16), nn.LeakyReLU(0.1))
        self.score = nn.Linear(16, 1)

    def forward(self, x):
        h = self.features(x)
        return self.score(h), h


netG = nn.Sequential(nn.Linear(6 + 4, 32), nn.ReLU(), nn.Linear(32, 3))
netD = Discriminator()
netQ = nn.Sequential(nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 4))
optimD = torch.optim.Adam([{"params": netD.features.parameters()}, {"params": netD.score.parameters()}], lr=2e-4)
optimG = torch.optim.Adam([{"params": netG.parameters()}, {"params": netQ.parameters()}], lr=1e-3)
centres = torch.randn(4, 3)


def codes(n):
    c = torch.randint(4, (n,))
    return torch.cat([torch.randn(n, 6), F.one_hot(c, 4).float()], 1), c


for _ in range(ITERATIONS):
    x = centres[torch.randint(4, (40,))] + 0.1 * torch.randn(40, 3)
    optimD.zero_grad()
    z, _ = codes(40)
    on_real, on_fake = netD(x)[0], netD(netG(z).detach())[0]
    loss_D = F.softplus(-on_real).mean() + F.softplus(on_fake).mean()
    loss_D.backward()
    optimD.step()

    optimG.zero_grad()
    z, c = codes(40)
    score, h = netD(netG(z))
    loss_Q = F.cross_entropy(netQ(h), c)
    loss_G = F.softplus(-score).mean() + loss_Q
    loss_G.backward()
    optimG.step()
print("D %.3f G %.3f Q %.3f" % (loss_D, loss_G, loss_Q))
