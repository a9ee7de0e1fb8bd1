"""mimicry's non-saturating loss (loss_type ns), on SNGAN's nets."""

import torch
import torch_mimicry as mmc
from torch import optim
from torch.utils.data import DataLoader, TensorDataset
from torch_mimicry.nets import sngan

torch.manual_seed(0)
ramp = torch.linspace(-1, 1, 32)
centres = torch.rand(256, 3, 1, 1) - 0.5
images = 2 * torch.exp(-4 * ((ramp - centres) ** 2 + (ramp.view(-1, 1) + centres) ** 2)) - 1
dataloader = DataLoader(TensorDataset(images, torch.zeros(256)), batch_size=8, shuffle=True)

device = torch.device("cpu")
generator = sngan.SNGANGenerator32(nz=16, ngf=16, loss_type="ns").to(device)
discriminator = sngan.SNGANDiscriminator32(ndf=16, loss_type="ns").to(device)
optimizer_d = optim.Adam(discriminator.parameters(), 2e-4, betas=(0.0, 0.9))
optimizer_g = optim.Adam(generator.parameters(), 2e-4, betas=(0.0, 0.9))

trainer = mmc.training.Trainer(
    netD=discriminator,
    netG=generator,
    optD=optimizer_d,
    optG=optimizer_g,
    n_dis=1,
    num_steps=40,
    lr_decay="linear",
    dataloader=dataloader,
    log_dir="./log/example",
    device=device,
)
trainer.train()
