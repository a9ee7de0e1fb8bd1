"""One model whose `forward` takes a mode and returns losses, as SPADE has it: nobody calls G or D from outside.

objective: hinge
k: 1
notes: both networks are called inside one module; scores stay inside the margin, where hinge is linear
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.netG = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 5), nn.Tanh())
        self.netD = nn.Sequential(nn.Linear(5, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

    def forward(self, data, mode):
        if mode == "generator":
            return self.compute_generator_loss(len(data))
        if mode == "discriminator":
            return self.compute_discriminator_loss(data)
        with torch.no_grad():
            return self.generate_fake(len(data))

    def generate_fake(self, n):
        return self.netG(torch.randn(n, 6))

    def compute_generator_loss(self, n):
        return {"GAN": -self.netD(self.generate_fake(n)).mean()}

    def compute_discriminator_loss(self, real):
        with torch.no_grad():
            fake = self.generate_fake(len(real))
        pred_real, pred_fake = self.netD(real), self.netD(fake)
        return {"D_real": torch.relu(1 - pred_real).mean(), "D_fake": torch.relu(1 + pred_fake).mean()}

    def create_optimizers(self):
        G_lr, D_lr = 1e-4, 4e-4
        return (
            torch.optim.Adam(list(self.netG.parameters()), lr=G_lr, betas=(0.0, 0.9)),
            torch.optim.Adam(list(self.netD.parameters()), lr=D_lr, betas=(0.0, 0.9)),
        )


torch.manual_seed(SEED)
model = Model()
optimizer_G, optimizer_D = model.create_optimizers()
corner = torch.tensor([0.5, -0.5, 0.5, -0.5, 0.0])
for i in range(ITERATIONS):
    data = (corner + 0.2 * torch.randn(32, 5)).clamp(-1, 1)

    optimizer_D.zero_grad()
    d_losses = model(data, mode="discriminator")
    sum(d_losses.values()).backward()
    optimizer_D.step()

    optimizer_G.zero_grad()
    g_losses = model(data, mode="generator")
    sum(g_losses.values()).mean().backward()
    optimizer_G.step()
    if i % 20 == 0:
        print({k: round(v.item(), 4) for k, v in {**d_losses, **g_losses}.items()})
