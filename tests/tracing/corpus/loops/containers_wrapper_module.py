"""One module that holds both networks, as Lightning has it: manual optimization, each network toggled for its step.

objective: non-saturating
k: 1
"""

import torch
import torch.nn.functional as F
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


class GAN(nn.Module):
    def __init__(self, latent_dim=10, hidden=32, lr=5e-4):
        super().__init__()
        self.latent_dim, self.lr = latent_dim, lr
        self.generator = nn.Sequential(nn.Linear(latent_dim, hidden), nn.ReLU(), nn.Linear(hidden, 6), nn.Tanh())
        self.discriminator = nn.Sequential(nn.Linear(6, hidden), nn.LeakyReLU(0.2), nn.Linear(hidden, 1))
        self.logged = {}

    def forward(self, z):
        return self.generator(z)

    def adversarial_loss(self, y_hat, y):
        return F.binary_cross_entropy_with_logits(y_hat, y)

    def configure_optimizers(self):
        opt_g = torch.optim.Adam(self.generator.parameters(), lr=self.lr, betas=(0.5, 0.999))
        opt_d = torch.optim.Adam(self.discriminator.parameters(), lr=self.lr, betas=(0.5, 0.999))
        return opt_g, opt_d

    def toggle_optimizer(self, optimizer):
        mine = {id(p) for group in optimizer.param_groups for p in group["params"]}
        for p in self.parameters():
            p.requires_grad_(id(p) in mine)

    def untoggle_optimizer(self):
        for p in self.parameters():
            p.requires_grad_(True)

    def training_step(self, imgs, optimizers):
        opt_g, opt_d = optimizers

        self.toggle_optimizer(opt_d)
        valid, fake = torch.ones(imgs.size(0), 1), torch.zeros(imgs.size(0), 1)
        real_loss = self.adversarial_loss(self.discriminator(imgs), valid)
        generated = self(torch.randn(imgs.shape[0], self.latent_dim)).detach()
        d_loss = real_loss + self.adversarial_loss(self.discriminator(generated), fake)
        opt_d.zero_grad()
        d_loss.backward()
        opt_d.step()
        self.untoggle_optimizer()

        self.toggle_optimizer(opt_g)
        z = torch.randn(imgs.shape[0], self.latent_dim)
        g_loss = self.adversarial_loss(self.discriminator(self(z)), valid)
        opt_g.zero_grad()
        g_loss.backward()
        opt_g.step()
        self.untoggle_optimizer()
        self.logged = {"g_loss": g_loss.item(), "d_loss": d_loss.item()}


torch.manual_seed(SEED)
model = GAN()
optimizers = model.configure_optimizers()
model.train()
mixing = torch.randn(6, 6) * 0.4
for _ in range(ITERATIONS):
    model.training_step(torch.tanh(torch.randn(48, 6) @ mixing), optimizers)
print(model.logged)
