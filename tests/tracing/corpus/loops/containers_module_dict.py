"""Several discriminators in a ModuleList, one for each scale, and everything in a ModuleDict: D's scores are a list.

objective: least-squares
k: 1
notes: D returns a list of score maps, one module is never the one that is called
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


class MultiscaleDiscriminator(nn.Module):
    def __init__(self, scales=2, width=6):
        super().__init__()
        self.scales = nn.ModuleList(
            nn.Sequential(nn.Conv2d(1, width, 3, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(width, 1, 3, 1, 1))
            for _ in range(scales)
        )

    def forward(self, x):
        scores = []
        for net in self.scales:
            scores.append(net(x))
            x = F.avg_pool2d(x, 2)
        return scores


class Up(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 6 * 16)
        self.conv = nn.Conv2d(6, 1, 3, 1, 1)

    def forward(self, z):
        h = torch.relu(self.fc(z)).view(-1, 6, 4, 4)
        return torch.tanh(self.conv(F.interpolate(h, scale_factor=2)))


torch.manual_seed(SEED)
nets = nn.ModuleDict({"generator": Up(), "discriminator": MultiscaleDiscriminator()})
optimizers = {name: torch.optim.Adam(net.parameters(), lr=5e-4, betas=(0.5, 0.9)) for name, net in nets.items()}


def gan_loss(scores, target):
    return sum(F.mse_loss(score, torch.full_like(score, target)) for score in scores) / len(scores)


for i in range(ITERATIONS):
    ramp = torch.linspace(-1, 1, 8).view(1, 1, 1, 8) * torch.rand(16, 1, 1, 1)
    real = (ramp + 0.05 * torch.randn(16, 1, 8, 8)).clamp(-1, 1)

    optimizers["discriminator"].zero_grad()
    fake = nets["generator"](torch.randn(16, 8)).detach()
    loss_d = gan_loss(nets["discriminator"](real), 1.0) + gan_loss(nets["discriminator"](fake), 0.0)
    loss_d.backward()
    optimizers["discriminator"].step()

    optimizers["generator"].zero_grad()
    loss_g = gan_loss(nets["discriminator"](nets["generator"](torch.randn(16, 8))), 1.0)
    loss_g.backward()
    optimizers["generator"].step()
    if i % 30 == 0:
        print(f"{i:>4} D {loss_d.item():.4f} G {loss_g.item():.4f}")
