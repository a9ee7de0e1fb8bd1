"""Pix2pix and CycleGAN keep a pool of past images and hand D half of its fakes from there.

objective: least-squares
departs: order, fresh-fakes
notes: an image pool; no noise; G is fed images of the other kind
"""

import random

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)
random.seed(SEED)


class ImagePool:
    def __init__(self, pool_size):
        self.pool_size, self.images = pool_size, []

    def query(self, images):
        chosen = []
        for image in images.detach().unsqueeze(1):
            if len(self.images) < self.pool_size:
                self.images.append(image)
                chosen.append(image)
            elif random.uniform(0, 1) > 0.5:
                place = random.randint(0, self.pool_size - 1)
                chosen.append(self.images[place].clone())
                self.images[place] = image
            else:
                chosen.append(image)
        return torch.cat(chosen, 0)


m = 8
G = nn.Sequential(nn.Conv2d(1, 8, 3, 1, 1), nn.InstanceNorm2d(8), nn.ReLU(), nn.Conv2d(8, 1, 3, 1, 1), nn.Tanh())
D = nn.Sequential(nn.Conv2d(1, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 1, 3, 1, 1))
opt_G = torch.optim.Adam(G.parameters(), lr=5e-4, betas=(0.5, 0.999))
opt_D = torch.optim.Adam(D.parameters(), lr=5e-4, betas=(0.5, 0.999))
mse = nn.MSELoss()
pool = ImagePool(20)
grid = torch.linspace(-1, 1, 8)


def lines(horizontal):
    a, b = torch.randn(2, m, 1, 1)
    shape = (1, 8, 1) if horizontal else (1, 1, 8)
    return (torch.sin(2 * a * grid.view(shape) + b) * torch.ones(1, 8, 8)).unsqueeze(1)


for i in range(ITERATIONS):
    fake = G(lines(True))
    pred = D(fake)
    loss_G = mse(pred, torch.ones_like(pred))
    opt_G.zero_grad()
    loss_G.backward()
    opt_G.step()

    pred_real, pred_fake = D(lines(False)), D(pool.query(fake))
    loss_D = 0.5 * (mse(pred_real, torch.ones_like(pred_real)) + mse(pred_fake, torch.zeros_like(pred_fake)))
    opt_D.zero_grad()
    loss_D.backward()
    opt_D.step()
    if i % 20 == 0:
        print(i, loss_D.item(), loss_G.item())
