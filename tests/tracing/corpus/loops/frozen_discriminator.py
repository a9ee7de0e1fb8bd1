"""The discriminator's parameters are frozen while the generator trains.

objective: least-squares
"""

import itertools

import torch
import torch.nn as nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

opt = {"lr": 1e-3, "beta1": 0.5, "batch": 32, "nz": 6}


def set_requires_grad(net, requires_grad):
    for param in net.parameters():
        param.requires_grad_(requires_grad)


class GANLoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("real_label", torch.tensor(1.0))
        self.register_buffer("fake_label", torch.tensor(0.0))
        self.loss = nn.MSELoss()

    def forward(self, prediction, target_is_real):
        target = self.real_label if target_is_real else self.fake_label
        return self.loss(prediction, target.expand_as(prediction))


netG = nn.Sequential(nn.Linear(opt["nz"], 32), nn.ReLU(True), nn.Linear(32, 5))
netD = nn.Sequential(nn.Linear(5, 32), nn.LeakyReLU(0.2, True), nn.Linear(32, 1))
criterionGAN = GANLoss()
optimizer_G = torch.optim.Adam(itertools.chain(netG.parameters()), lr=opt["lr"], betas=(opt["beta1"], 0.999))
optimizer_D = torch.optim.Adam(itertools.chain(netD.parameters()), lr=opt["lr"], betas=(opt["beta1"], 0.999))
target_law = torch.distributions.MultivariateNormal(torch.zeros(5), 0.3 * torch.eye(5) + 0.3)


def backward_D():
    real_B = target_law.sample((opt["batch"],))
    fake_B = netG(torch.randn(opt["batch"], opt["nz"]))
    loss_D_fake = criterionGAN(netD(fake_B.detach()), False)
    loss_D_real = criterionGAN(netD(real_B), True)
    loss_D = (loss_D_fake + loss_D_real) * 0.5
    loss_D.backward()
    return loss_D


def backward_G():
    fake_B = netG(torch.randn(opt["batch"], opt["nz"]))
    loss_G = criterionGAN(netD(fake_B), True)
    loss_G.backward()
    return loss_G


for total_iters in range(ITERATIONS):
    set_requires_grad(netD, True)
    optimizer_D.zero_grad()
    loss_D = backward_D()
    optimizer_D.step()

    set_requires_grad(netD, False)
    optimizer_G.zero_grad()
    loss_G = backward_G()
    optimizer_G.step()
    if total_iters % 20 == 0:
        print(f"(iters: {total_iters}) D: {loss_D.item():.3f} G: {loss_G.item():.3f}")
