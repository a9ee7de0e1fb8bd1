"""WGAN with a counter: D learns from every minibatch of the loader, G from every fifth.

objective: wasserstein
k: 5
notes: minibatches of an epoch, the last one dropped; weights clipped
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch_size, latent_dim, n_critic, clip_value = 32, 6, 5, 0.1
generator = nn.Sequential(nn.Linear(latent_dim, 32), nn.LeakyReLU(0.2), nn.BatchNorm1d(32), nn.Linear(32, 9), nn.Tanh())
discriminator = nn.Sequential(nn.Linear(9, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
images = torch.tanh(torch.randn(700, 3) @ torch.randn(3, 9))
dataloader = torch.utils.data.DataLoader(
    torch.utils.data.TensorDataset(images), batch_size, shuffle=True, drop_last=True
)
optimizer_G = torch.optim.RMSprop(generator.parameters(), lr=5e-4)
optimizer_D = torch.optim.RMSprop(discriminator.parameters(), lr=5e-4)

batches_done = 0
while batches_done < n_critic * ITERATIONS:
    for (imgs,) in dataloader:
        optimizer_D.zero_grad()
        fake_imgs = generator(torch.randn(len(imgs), latent_dim)).detach()
        loss_D = -torch.mean(discriminator(imgs)) + torch.mean(discriminator(fake_imgs))
        loss_D.backward()
        optimizer_D.step()
        for p in discriminator.parameters():
            p.data.clamp_(-clip_value, clip_value)
        if batches_done % n_critic == 0:
            optimizer_G.zero_grad()
            loss_G = -torch.mean(discriminator(generator(torch.randn(len(imgs), latent_dim))))
            loss_G.backward()
            optimizer_G.step()
        batches_done += 1
        if batches_done == n_critic * ITERATIONS:
            break
print(loss_D.item(), loss_G.item())
