# A training script for the samples to point at: it is shown, never run.
import torch


def train(netG, netD, loader, optG, optD, criterion):
    for real in loader:
        z = torch.randn(64, 100)
        fake = netG(z)
        optD.zero_grad()
        loss_real = criterion(netD(real), torch.ones(64, 1))
        loss_fake = criterion(netD(fake.detach()), torch.zeros(64, 1))
        (loss_real + loss_fake).backward()
        optD.step()

        criterion(netD(fake), torch.ones(64, 1)).backward()
        optG.step()
