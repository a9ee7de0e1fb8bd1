"""Networks in DataParallel wrappers (without a GPU they call what they hold), optimizers on the wrappers.

objective: non-saturating
k: 1
"""

import argparse

import torch
import torch.nn as nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)

opt = argparse.Namespace(nz=12, ngf=32, ndf=32, batch=32, lr=2e-4, beta1=0.5)
torch.manual_seed(SEED)
device = torch.device("cpu")


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.Linear(opt.nz, opt.ngf), nn.BatchNorm1d(opt.ngf), nn.ReLU(True), nn.Linear(opt.ngf, 9), nn.Tanh()
        )

    def forward(self, z):
        return self.main(z).view(-1, 1, 3, 3)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.Flatten(), nn.Linear(9, opt.ndf), nn.BatchNorm1d(opt.ndf), nn.LeakyReLU(0.2, True), nn.Linear(opt.ndf, 1)
        )

    def forward(self, x):
        return self.main(x).squeeze(1)


netG = nn.DataParallel(Generator()).to(device)
netD = nn.DataParallel(Discriminator()).to(device)
optimizerG = torch.optim.Adam(netG.parameters(), lr=opt.lr, betas=(opt.beta1, 0.999))
optimizerD = torch.optim.Adam(netD.parameters(), lr=opt.lr, betas=(opt.beta1, 0.999))
criterion = nn.BCEWithLogitsLoss()
base = torch.rand(1024, 1, 3, 3, device=device) * 2 - 1
images = torch.tanh(base + base.flip(3))

for i in range(ITERATIONS):
    real = images[torch.randint(len(images), (opt.batch,))]

    netD.zero_grad()
    label = torch.full((opt.batch,), 1.0, device=device)
    errD_real = criterion(netD(real), label)
    errD_real.backward()
    fake = netG(torch.randn(opt.batch, opt.nz, device=device))
    label.fill_(0.0)
    errD_fake = criterion(netD(fake.detach()), label)
    errD_fake.backward()
    optimizerD.step()

    netG.zero_grad()
    label.fill_(1.0)
    errG = criterion(netD(netG(torch.randn(opt.batch, opt.nz, device=device))), label)
    errG.backward()
    optimizerG.step()

    if i % 20 == 0:
        print("[%d/%d] D %.4f G %.4f" % (i, ITERATIONS, (errD_real + errD_fake).item(), errG.item()))

weights = netG.module.state_dict()
print(sorted(weights)[:2])
