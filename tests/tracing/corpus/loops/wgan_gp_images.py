"""WGAN-GP on 8x8 images: the norm over all pixels of each image, one interpolation factor an image.

objective: wgan-gp
k: 3
"""

import torch
from torch import autograd, nn, optim

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

BATCH_SIZE = 16
CRITIC_ITERS = 3
LAMBDA = 10
Z = 6


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(Z, 8 * 4 * 4)
        self.deconv = nn.ConvTranspose2d(8, 1, 4, stride=2, padding=1)

    def forward(self, z):
        out = torch.relu(self.linear(z)).view(-1, 8, 4, 4)
        return torch.tanh(self.deconv(out))


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 4, stride=2, padding=1)
        self.output = nn.Linear(8 * 4 * 4, 1)

    def forward(self, x):
        out = nn.functional.leaky_relu(self.conv(x), 0.2)
        return self.output(out.flatten(1)).view(-1)


def calc_gradient_penalty(netD, real_data, fake_data):
    alpha = torch.rand(real_data.size(0), 1, 1, 1)
    interpolates = alpha * real_data + (1 - alpha) * fake_data
    interpolates.requires_grad_(True)
    disc_interpolates = netD(interpolates)
    gradients = autograd.grad(
        outputs=disc_interpolates,
        inputs=interpolates,
        grad_outputs=torch.ones_like(disc_interpolates),
        create_graph=True,
        retain_graph=True,
    )[0]
    gradients = gradients.view(gradients.size(0), -1)
    return ((gradients.norm(2, dim=1) - 1) ** 2).mean() * LAMBDA


netG, netD = Generator(), Critic()
optimizerD = optim.Adam(netD.parameters(), lr=5e-4, betas=(0.5, 0.9))
optimizerG = optim.Adam(netG.parameters(), lr=5e-4, betas=(0.5, 0.9))

stripes = torch.sin(
    torch.linspace(0, 9, 8).view(1, 1, 8, 1) * torch.rand(512, 1, 1, 1) + 6.28 * torch.rand(512, 1, 1, 1)
)
images = torch.tanh(stripes + 0.2 * torch.randn(512, 1, 8, 8))

for iteration in range(ITERATIONS):
    for _ in range(CRITIC_ITERS):
        real = images[torch.randperm(512)[:BATCH_SIZE]]
        netD.zero_grad()
        D_real = netD(real).mean()
        fake = netG(torch.randn(BATCH_SIZE, Z)).detach()
        D_fake = netD(fake).mean()
        gradient_penalty = calc_gradient_penalty(netD, real, fake)
        D_cost = D_fake - D_real + gradient_penalty
        D_cost.backward()
        optimizerD.step()

    netG.zero_grad()
    G_cost = -netD(netG(torch.randn(BATCH_SIZE, Z))).mean()
    G_cost.backward()
    optimizerG.step()

    if iteration % 20 == 0:
        print(iteration, (D_real - D_fake).item(), gradient_penalty.item())
