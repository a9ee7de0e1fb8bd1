"""ACGAN: D returns a probability and the class scores, both players also learn the class.

objective: non-saturating
k: 1
notes: extra-term in both players
"""

import torch
import torch.nn as nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

n_classes, latent_dim, batch = 3, 8, 36


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.label_emb = nn.Embedding(n_classes, latent_dim)
        self.l1 = nn.Linear(latent_dim, 32)
        self.l2 = nn.Linear(32, 4)

    def forward(self, noise, labels):
        gen_input = torch.mul(self.label_emb(labels), noise)
        return torch.tanh(self.l2(torch.relu(self.l1(gen_input))))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv_blocks = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.2), nn.Linear(32, 32), nn.LeakyReLU(0.2))
        self.adv_layer = nn.Sequential(nn.Linear(32, 1), nn.Sigmoid())
        self.aux_layer = nn.Linear(32, n_classes)

    def forward(self, img):
        out = self.conv_blocks(img)
        return self.adv_layer(out), self.aux_layer(out)


generator, discriminator = Generator(), Discriminator()
adversarial_loss, auxiliary_loss = nn.BCELoss(), nn.CrossEntropyLoss()
optimizer_G = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
optimizer_D = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
means = torch.rand(n_classes, 4) - 0.5
valid, fake = torch.ones(batch, 1), torch.zeros(batch, 1)

for i in range(ITERATIONS):
    labels = torch.randint(n_classes, (batch,))
    real_imgs = torch.clamp(means[labels] + 0.1 * torch.randn(batch, 4), -1, 1)

    optimizer_D.zero_grad()
    gen_labels = torch.randint(n_classes, (batch,))
    gen_imgs = generator(torch.randn(batch, latent_dim), gen_labels)
    real_pred, real_aux = discriminator(real_imgs)
    d_real_loss = (adversarial_loss(real_pred, valid) + auxiliary_loss(real_aux, labels)) / 2
    fake_pred, fake_aux = discriminator(gen_imgs.detach())
    d_fake_loss = (adversarial_loss(fake_pred, fake) + auxiliary_loss(fake_aux, gen_labels)) / 2
    d_loss = (d_real_loss + d_fake_loss) / 2
    d_loss.backward()
    optimizer_D.step()

    optimizer_G.zero_grad()
    gen_labels = torch.randint(n_classes, (batch,))
    validity, pred_label = discriminator(generator(torch.randn(batch, latent_dim), gen_labels))
    g_loss = 0.5 * (adversarial_loss(validity, valid) + auxiliary_loss(pred_label, gen_labels))
    g_loss.backward()
    optimizer_G.step()

    pred = torch.cat([real_aux, fake_aux]).argmax(1)
    if i % 20 == 0:
        accuracy = (pred == torch.cat([labels, gen_labels])).float().mean().item()
        print(f"[{i}] D {d_loss.item():.3f} acc {100 * accuracy:.0f}% G {g_loss.item():.3f}")
