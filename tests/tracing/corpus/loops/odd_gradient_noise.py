"""A private GAN (Xie et al. 2018): noise on D's gradients by hooks on its parameters, weights clipped.

objective: wasserstein
k: 3
notes: gradients that are no sum of what the losses gave, by design
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batchSize, nz, clamp, sigma = 32, 5, 0.1, 0.02
netG = nn.Sequential(nn.Linear(nz, 32), nn.ReLU(), nn.Linear(32, 3))
netD = nn.Sequential(nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 1))
optimizerD = torch.optim.RMSprop(netD.parameters(), lr=5e-4)
optimizerG = torch.optim.RMSprop(netG.parameters(), lr=5e-4)
for parameter in netD.parameters():
    parameter.register_hook(lambda grad: grad + (1 / batchSize) * sigma * torch.randn(grad.shape))
records = torch.randn(600, 3).exp()

for it in range(ITERATIONS):
    for _ in range(3):
        data = records[torch.randint(600, (batchSize,))]
        netD.zero_grad()
        errD_real = netD(data).mean()
        errD_fake = netD(netG(torch.randn(batchSize, nz)).detach()).mean()
        errD = errD_fake - errD_real
        errD.backward()
        optimizerD.step()
        for parameter in netD.parameters():
            parameter.data.clamp_(-clamp, clamp)
    netG.zero_grad()
    errG = -netD(netG(torch.randn(batchSize, nz))).mean()
    errG.backward()
    optimizerG.step()
    if it % 20 == 0:
        print(it, errD.item(), errG.item())
