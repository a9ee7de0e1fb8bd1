"""vegans' README: a ConditionalVanillaGAN, labels beside noise and data, two adversary steps asked for."""

import numpy as np
import torch
from torch import nn
from vegans.GAN import ConditionalVanillaGAN

torch.manual_seed(0)
random = np.random.default_rng(0)
which = random.integers(3, size=320)
y_train = np.eye(3, dtype="float32")[which]
X_train = (random.standard_normal((320, 2)) * 0.3 + np.stack([which - 1.0, 1.0 - which], axis=1)).astype("float32")
x_dim, y_dim, z_dim = X_train.shape[1:], y_train.shape[1:], 8

generator = nn.Sequential(nn.Linear(z_dim + 3, 32), nn.LeakyReLU(0.2), nn.Linear(32, 2))
discriminator = nn.Sequential(nn.Linear(2 + 3, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1), nn.Sigmoid())

gan = ConditionalVanillaGAN(
    generator=generator,
    adversary=discriminator,
    z_dim=z_dim,
    x_dim=x_dim,
    y_dim=y_dim,
    folder=None,
    optim={"Generator": torch.optim.RMSprop, "Adversary": torch.optim.Adam},
    optim_kwargs={"Generator": {"lr": 0.0001}, "Adversary": {"lr": 0.0001}},
)
gan.fit(X_train, y_train, epochs=6, batch_size=32, steps={"Generator": 1, "Adversary": 2}, enable_tensorboard=False)
print(gan.generate(y=y_train[:4]).shape)
