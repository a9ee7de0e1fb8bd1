"""vegans' WassersteinGANGP, whose penalty is right."""

import numpy as np
import torch
from torch import nn
from vegans.GAN import WassersteinGANGP

torch.manual_seed(0)
random = np.random.default_rng(0)
X_train = (random.standard_normal((320, 2)) * 0.3 + np.array([0.5, -0.5])).astype("float32")
x_dim = X_train.shape[1:]
z_dim = 8

generator = nn.Sequential(nn.Linear(z_dim, 32), nn.LeakyReLU(0.2), nn.Linear(32, 2))
critic = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

gan = WassersteinGANGP(generator=generator, adversary=critic, z_dim=z_dim, x_dim=x_dim, folder=None)
gan.summary()
gan.fit(X_train, epochs=6, batch_size=32, steps={"Generator": 1, "Adversary": 5}, enable_tensorboard=False)

samples, losses = gan.get_training_results()
new = gan.generate(n=36)
print(samples.shape, new.shape, len(losses["Train"]["Generator"]))
