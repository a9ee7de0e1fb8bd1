"""CTGAN (Xu et al. 2019): rows packed by four into one, tanh and Gumbel softmax columns, conditions, WGAN-GP.

objective: wgan-gp
notes: packed rows (PacGAN), conditional, dropout in D, an extra cross entropy in G
"""

import torch
from torch import nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, nz, pac, classes, pac_lambda = 40, 8, 4, 3, 10


class Residual(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.fc, self.bn = nn.Linear(i, o), nn.BatchNorm1d(o)

    def forward(self, x):
        return torch.cat([F.relu(self.bn(self.fc(x))), x], dim=1)


class Discriminator(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.pacdim = dim * pac
        self.seq = nn.Sequential(
            nn.Linear(self.pacdim, 32),
            nn.LeakyReLU(0.2),
            nn.Dropout(0.5),
            nn.Linear(32, 32),
            nn.LeakyReLU(0.2),
            nn.Dropout(0.5),
            nn.Linear(32, 1),
        )

    def calc_gradient_penalty(self, real_data, fake_data):
        alpha = torch.rand(real_data.size(0) // pac, 1, 1).repeat(1, pac, real_data.size(1))
        alpha = alpha.view(-1, real_data.size(1))
        interpolates = alpha * real_data + (1 - alpha) * fake_data
        disc = self(interpolates)
        gradients = torch.autograd.grad(
            disc, interpolates, grad_outputs=torch.ones_like(disc), create_graph=True, retain_graph=True
        )[0]
        gradients = gradients.view(-1, pac * real_data.size(1)).norm(2, dim=1) - 1
        return (gradients**2).mean() * pac_lambda

    def forward(self, x):
        return self.seq(x.view(-1, self.pacdim))


generator = nn.Sequential(
    Residual(nz + classes, 16), Residual(16 + nz + classes, 16), nn.Linear(32 + nz + classes, 2 + classes)
)
discriminator = Discriminator(2 + 2 * classes)
optimizerG = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.9), weight_decay=1e-6)
optimizerD = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.9), weight_decay=1e-6)


def activate(raw):
    return torch.cat([torch.tanh(raw[:, :2]), F.gumbel_softmax(raw[:, 2:], tau=0.2)], dim=1)


def rows():
    y = torch.randint(classes, (batch,))
    one = F.one_hot(y, classes).float()
    return torch.cat([torch.tanh(torch.randn(batch, 2) * 0.3 + y.view(-1, 1) - 1), one], 1), one


for i in range(ITERATIONS):
    real, c1 = rows()
    perm = torch.randperm(batch)
    fakez = torch.cat([torch.normal(0.0, 1.0, (batch, nz)), c1], dim=1)
    fakeact = activate(generator(fakez))
    fake_cat = torch.cat([fakeact, c1], dim=1)
    real_cat = torch.cat([real[perm], c1[perm]], dim=1)
    y_fake, y_real = discriminator(fake_cat), discriminator(real_cat)
    pen = discriminator.calc_gradient_penalty(real_cat, fake_cat)
    loss_d = -(torch.mean(y_real) - torch.mean(y_fake))
    optimizerD.zero_grad(set_to_none=False)
    pen.backward(retain_graph=True)
    loss_d.backward()
    optimizerD.step()

    _, c1 = rows()
    fake = generator(torch.cat([torch.normal(0.0, 1.0, (batch, nz)), c1], dim=1))
    y_fake = discriminator(torch.cat([activate(fake), c1], dim=1))
    cross_entropy = F.cross_entropy(fake[:, 2:], c1.argmax(1))
    loss_g = -torch.mean(y_fake) + cross_entropy
    optimizerG.zero_grad(set_to_none=False)
    loss_g.backward()
    optimizerG.step()
    if i % 20 == 0:
        print(i, loss_d.item(), loss_g.item())
