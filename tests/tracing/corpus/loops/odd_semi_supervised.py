"""Semi-supervised GAN (Salimans et al. 2016): D has K logits, Z / (Z + 1) is the probability of real; features match.

objective: feature matching
notes: D returns class scores; labelled, unlabelled and generated rows in one step
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, nz, K = 32, 8, 3


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.2), nn.Linear(32, 16), nn.LeakyReLU(0.2))
        self.out = nn.Linear(16, K)

    def forward(self, x, feature=False):
        h = self.features(x)
        return (h, self.out(h)) if feature else self.out(h)


G = nn.Sequential(nn.Linear(nz, 32), nn.Softplus(), nn.Linear(32, 4))
D = Discriminator()
G_optim = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.5, 0.999))
D_optim = torch.optim.Adam(D.parameters(), lr=1e-3, betas=(0.5, 0.999))
centres = torch.randn(K, 4) * 2


def sample():
    y = torch.randint(K, (batch,))
    return centres[y] + 0.5 * torch.randn(batch, 4), y


for i in range(ITERATIONS):
    x_label, y = sample()
    x_unlabel, _ = sample()
    x_label, x_unlabel, fake = D(x_label), D(x_unlabel), D(G(torch.randn(batch, nz)).detach())
    log_label, log_unlabel, log_fake = (v.logsumexp(1) for v in (x_label, x_unlabel, fake))
    loss_supervised = F.cross_entropy(x_label, y)
    loss_unsupervised = 0.5 * (F.softplus(log_unlabel) - log_unlabel).mean() + 0.5 * F.softplus(log_fake).mean()
    loss = loss_supervised + loss_unsupervised
    D_optim.zero_grad()
    loss.backward()
    D_optim.step()

    mom_gen, _ = D(G(torch.randn(batch, nz)), feature=True)
    mom_real, _ = D(sample()[0], feature=True)
    loss_g = (mom_gen.mean(0) - mom_real.mean(0)).pow(2).mean()
    G_optim.zero_grad()
    D_optim.zero_grad()
    loss_g.backward()
    G_optim.step()
    if i % 20 == 0:
        print(i, loss.item(), loss_g.item())
