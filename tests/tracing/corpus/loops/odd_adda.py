"""ADDA (Tzeng et al. 2017): codes of the source by a frozen encoder are the real rows, codes of the target the fakes.

objective: non-saturating
notes: D sees nothing but what encoders make; G is fed data
"""

import torch
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)
torch.manual_seed(SEED)

batch, dim, code = 32, 6, 4


def encoder():
    return nn.Sequential(nn.Linear(dim, 16), nn.ReLU(), nn.Linear(16, code))


src_encoder, tgt_encoder = encoder(), encoder()
tgt_encoder.load_state_dict(src_encoder.state_dict())
critic = nn.Sequential(nn.Linear(code, 16), nn.ReLU(), nn.Linear(16, 2))
criterion = nn.CrossEntropyLoss()
optimizer_tgt = torch.optim.Adam(tgt_encoder.parameters(), lr=1e-4, betas=(0.5, 0.9))
optimizer_critic = torch.optim.Adam(critic.parameters(), lr=1e-3, betas=(0.5, 0.9))
label_src, label_tgt = torch.ones(batch).long(), torch.zeros(batch).long()

src_encoder.eval()
for step in range(ITERATIONS):
    images_src, images_tgt = torch.randn(batch, dim), torch.randn(batch, dim) * 1.5 + 0.5
    optimizer_critic.zero_grad()
    feat_src, feat_tgt = src_encoder(images_src), tgt_encoder(images_tgt)
    pred = critic(torch.cat((feat_src, feat_tgt), 0).detach())
    loss_critic = criterion(pred, torch.cat((label_src, label_tgt), 0))
    loss_critic.backward()
    optimizer_critic.step()

    optimizer_critic.zero_grad()
    optimizer_tgt.zero_grad()
    images_tgt = torch.randn(batch, dim) * 1.5 + 0.5
    loss_tgt = criterion(critic(tgt_encoder(images_tgt)), label_src)
    loss_tgt.backward()
    optimizer_tgt.step()
    if step % 20 == 0:
        print(step, loss_critic.item(), loss_tgt.item())
