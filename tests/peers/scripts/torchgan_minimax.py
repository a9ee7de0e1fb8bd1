"""torchgan's introduction: a DCGAN, the minimax pair of losses (non-saturating by default) and the Trainer."""

import torch
from torch import nn
from torch.optim import Adam
from torch.utils.data import DataLoader, TensorDataset
from torchgan.losses import MinimaxDiscriminatorLoss, MinimaxGeneratorLoss
from torchgan.models import DCGANDiscriminator, DCGANGenerator
from torchgan.trainer import Trainer

torch.manual_seed(999)
ramp = torch.linspace(-1, 1, 16)
centres = torch.rand(320, 2, 1, 1) - 0.5
images = 2 * torch.exp(-4 * ((ramp - centres[:, :1]) ** 2 + (ramp.view(-1, 1) - centres[:, 1:]) ** 2)) - 1
dataloader = DataLoader(TensorDataset(images, torch.zeros(320)), batch_size=16, shuffle=True)

network = {
    "generator": {
        "name": DCGANGenerator,
        "args": {
            "encoding_dims": 16,
            "out_size": 16,
            "out_channels": 1,
            "step_channels": 8,
            "nonlinearity": nn.LeakyReLU(0.2),
            "last_nonlinearity": nn.Tanh(),
        },
        "optimizer": {"name": Adam, "args": {"lr": 0.0001, "betas": (0.5, 0.999)}},
    },
    "discriminator": {
        "name": DCGANDiscriminator,
        "args": {
            "in_size": 16,
            "in_channels": 1,
            "step_channels": 8,
            "nonlinearity": nn.LeakyReLU(0.2),
            "last_nonlinearity": nn.LeakyReLU(0.2),
        },
        "optimizer": {"name": Adam, "args": {"lr": 0.0003, "betas": (0.5, 0.999)}},
    },
}
losses = [MinimaxGeneratorLoss(), MinimaxDiscriminatorLoss()]
trainer = Trainer(network, losses, sample_size=16, epochs=3, device=torch.device("cpu"))
trainer(dataloader)
