"""StarGAN (Choi et al. 2018): one G for all domains, D returns patches and the domain, G every fifth step.

objective: wgan-gp
k: 5
notes: no noise; conditions are columns of the picture; three terms in G's loss
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

m, c_dim, n_critic = 8, 3, 5


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Conv2d(1 + c_dim, 8, 3, 1, 1), nn.ReLU(), nn.Conv2d(8, 1, 3, 1, 1), nn.Tanh())

    def forward(self, x, c):
        c = c.view(c.size(0), c.size(1), 1, 1).repeat(1, 1, x.size(2), x.size(3))
        return self.main(torch.cat([x, c], dim=1))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.01), nn.Conv2d(8, 16, 4, 2, 1), nn.LeakyReLU(0.01)
        )
        self.conv1, self.conv2 = nn.Conv2d(16, 1, 3, 1, 1, bias=False), nn.Conv2d(16, c_dim, 2, bias=False)

    def forward(self, x):
        h = self.main(x)
        out_cls = self.conv2(h)
        return self.conv1(h), out_cls.view(out_cls.size(0), out_cls.size(1))


G, D = Generator(), Discriminator()
g_optimizer = torch.optim.Adam(G.parameters(), 1e-4, (0.5, 0.999))
d_optimizer = torch.optim.Adam(D.parameters(), 1e-4, (0.5, 0.999))
grid = torch.linspace(-1, 1, 8)


def batch():
    label = torch.randint(c_dim, (m,))
    a, b = torch.randn(2, m, 1, 1)
    wave = torch.sin((label.view(-1, 1, 1) + 1) * grid.view(1, 1, 8) + a) * torch.cos(b * grid.view(1, 8, 1))
    return wave.unsqueeze(1), label


def gradient_penalty(y, x):
    dydx = torch.autograd.grad(
        outputs=y, inputs=x, grad_outputs=torch.ones(y.size()), retain_graph=True, create_graph=True, only_inputs=True
    )[0]
    dydx = dydx.view(dydx.size(0), -1)
    return torch.mean((torch.sqrt(torch.sum(dydx**2, dim=1)) - 1) ** 2)


for i in range(ITERATIONS * n_critic):
    x_real, label_org = batch()
    label_trg = label_org[torch.randperm(m)]
    c_org, c_trg = F.one_hot(label_org, c_dim).float(), F.one_hot(label_trg, c_dim).float()
    out_src, out_cls = D(x_real)
    d_loss_real, d_loss_cls = -torch.mean(out_src), F.cross_entropy(out_cls, label_org)
    x_fake = G(x_real, c_trg)
    out_src, out_cls = D(x_fake.detach())
    d_loss_fake = torch.mean(out_src)
    alpha = torch.rand(m, 1, 1, 1)
    x_hat = (alpha * x_real.data + (1 - alpha) * x_fake.data).requires_grad_(True)
    out_src, _ = D(x_hat)
    d_loss = d_loss_real + d_loss_fake + d_loss_cls + 10 * gradient_penalty(out_src, x_hat)
    g_optimizer.zero_grad()
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()
    if (i + 1) % n_critic == 0:
        x_fake = G(x_real, c_trg)
        out_src, out_cls = D(x_fake)
        x_reconst = G(x_fake, c_org)
        g_loss = -torch.mean(out_src) + F.cross_entropy(out_cls, label_trg) + 10 * (x_real - x_reconst).abs().mean()
        g_optimizer.zero_grad()
        d_optimizer.zero_grad()
        g_loss.backward()
        g_optimizer.step()
    if i % 100 == 0:
        print(i, d_loss.item())
