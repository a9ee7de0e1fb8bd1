"""Three backward passes for D, as LMescheder/GAN_stability has it: data, the R1 penalty, fakes; parameters toggled.

objective: non-saturating
notes: conditional; fakes made without a graph that require gradients afterwards
"""

import torch
from torch import autograd, nn
from torch.nn import functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch_size, z_dim, nlabels, reg_param = 32, 5, 3, 1.0


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(nlabels, 4)
        self.fc = nn.Sequential(nn.Linear(z_dim + 4, 32), nn.LeakyReLU(0.2), nn.Linear(32, 2))

    def forward(self, z, y):
        return self.fc(torch.cat([z, self.embedding(y)], dim=1))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, nlabels))

    def forward(self, x, y):
        return self.fc(x)[torch.arange(len(x)), y]


def toggle_grad(model, requires_grad):
    for p in model.parameters():
        p.requires_grad_(requires_grad)


def compute_loss(d_out, target):
    return F.binary_cross_entropy_with_logits(d_out, d_out.new_full(size=d_out.size(), fill_value=target))


class Trainer:
    def __init__(self, generator, discriminator):
        self.generator, self.discriminator = generator, discriminator
        self.g_optimizer = torch.optim.RMSprop(generator.parameters(), lr=1e-3, alpha=0.99)
        self.d_optimizer = torch.optim.RMSprop(discriminator.parameters(), lr=1e-3, alpha=0.99)

    def generator_trainstep(self, y, z):
        toggle_grad(self.generator, True)
        toggle_grad(self.discriminator, False)
        self.g_optimizer.zero_grad()
        gloss = compute_loss(self.discriminator(self.generator(z, y), y), 1)
        gloss.backward()
        self.g_optimizer.step()
        return gloss.item()

    def discriminator_trainstep(self, x_real, y, z):
        toggle_grad(self.generator, False)
        toggle_grad(self.discriminator, True)
        self.d_optimizer.zero_grad()
        x_real.requires_grad_()
        d_real = self.discriminator(x_real, y)
        dloss_real = compute_loss(d_real, 1)
        dloss_real.backward(retain_graph=True)
        grad = autograd.grad(outputs=d_real.sum(), inputs=x_real, create_graph=True, retain_graph=True)[0]
        (reg_param * grad.pow(2).view(batch_size, -1).sum(1)).mean().backward()
        with torch.no_grad():
            x_fake = self.generator(z, y)
        x_fake.requires_grad_()
        dloss_fake = compute_loss(self.discriminator(x_fake, y), 0)
        dloss_fake.backward()
        self.d_optimizer.step()
        return (dloss_real + dloss_fake).item()


trainer = Trainer(Generator(), Discriminator())
centres = torch.tensor([[1.0, 0.0], [-0.5, 0.8], [-0.5, -0.8]])
for it in range(ITERATIONS):
    y = torch.randint(nlabels, (batch_size,))
    dloss = trainer.discriminator_trainstep(
        centres[y] + 0.1 * torch.randn(batch_size, 2), y, torch.randn(batch_size, z_dim)
    )
    y = torch.randint(nlabels, (batch_size,))
    gloss = trainer.generator_trainstep(y, torch.randn(batch_size, z_dim))
    if it % 20 == 0:
        print(it, dloss, gloss)
