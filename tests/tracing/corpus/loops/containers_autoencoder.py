"""VAE-GAN: the decoder is the generator, fed by the prior and by the encoder; three optimizers.

objective: non-saturating
k: 1
notes: third optimizer, extra-term
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

latent, dim, bs, gamma = 4, 8, 32, 5.0


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Sequential(nn.Linear(dim, 32), nn.ReLU())
        self.mu, self.logvar = nn.Linear(32, latent), nn.Linear(32, latent)

    def forward(self, x):
        h = self.hidden(x)
        return self.mu(h), self.logvar(h)


E = Encoder()
G = nn.Sequential(nn.Linear(latent, 32), nn.ReLU(), nn.Linear(32, dim), nn.Tanh())
D = nn.Sequential(nn.Linear(dim, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1), nn.Sigmoid())
optim_E = torch.optim.RMSprop(E.parameters(), lr=3e-4)
optim_G = torch.optim.RMSprop(G.parameters(), lr=3e-4)
optim_D = torch.optim.RMSprop(D.parameters(), lr=3e-4)
mixing = torch.randn(latent, dim)


def minibatch():
    return torch.tanh(torch.randn(bs, latent) @ mixing * 0.5)


def reparametrize(mu, logvar):
    return mu + torch.randn_like(mu) * (0.5 * logvar).exp()


for i in range(ITERATIONS):
    x = minibatch()
    fake = G(torch.randn(bs, latent)).detach()
    d_loss = F.binary_cross_entropy(D(x), torch.ones(bs, 1)) + F.binary_cross_entropy(D(fake), torch.zeros(bs, 1))
    optim_D.zero_grad()
    d_loss.backward()
    optim_D.step()

    mu, logvar = E(x)
    recon = F.mse_loss(G(reparametrize(mu.detach(), logvar.detach())), x)
    g_loss = F.binary_cross_entropy(D(G(torch.randn(bs, latent))), torch.ones(bs, 1)) + gamma * recon
    optim_G.zero_grad()
    g_loss.backward()
    optim_G.step()

    mu, logvar = E(x)
    kl = -0.5 * (1 + logvar - mu.pow(2) - logvar.exp()).sum(1).mean()
    e_loss = gamma * F.mse_loss(G(reparametrize(mu, logvar)), x) + 0.05 * kl
    optim_E.zero_grad()
    e_loss.backward()
    optim_E.step()

    if i % 30 == 0:
        print(f"{i:4d}  D {d_loss.item():.4f}  G {g_loss.item():.4f}  E {e_loss.item():.4f}")
