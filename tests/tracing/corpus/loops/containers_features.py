"""D returns its score and its features; the generator also matches the mean features of real data.

objective: non-saturating
k: 1
notes: extra-term (feature matching, 0.1) in G's loss, real data in G's step
"""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import nn

ITERATIONS = globals().get("ITERATIONS", 60)
SEED = globals().get("SEED", 0)


class Verdict(NamedTuple):
    score: torch.Tensor
    features: torch.Tensor


class Judge(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Sequential(nn.Linear(4, 32), nn.LeakyReLU(0.2))
        self.score = nn.Linear(32, 1)

    def forward(self, x):
        h = self.embed(x)
        return Verdict(self.score(h), h)


torch.manual_seed(SEED)
forger, judge = nn.Sequential(nn.Linear(6, 32), nn.Softplus(), nn.Linear(32, 4)), Judge()
opt_forger = torch.optim.NAdam(forger.parameters(), lr=5e-4)
opt_judge = torch.optim.NAdam(judge.parameters(), lr=5e-4)


def paintings(n=48):
    return torch.distributions.Laplace(0.0, 0.5).sample((n, 4)) + 1.0


for _ in range(ITERATIONS):
    opt_judge.zero_grad()
    on_real, on_fake = judge(paintings()), judge(forger(torch.randn(48, 6)).detach())
    loss_judge = F.softplus(-on_real.score).mean() + F.softplus(on_fake.score).mean()
    loss_judge.backward()
    opt_judge.step()

    opt_forger.zero_grad()
    with torch.no_grad():
        wanted = judge(paintings()).features.mean(0)
    on_fake = judge(forger(torch.randn(48, 6)))
    matching = F.mse_loss(on_fake.features.mean(0), wanted)
    loss_forger = F.softplus(-on_fake.score).mean() + 0.1 * matching
    loss_forger.backward()
    opt_forger.step()
print(f"judge {loss_judge.item():.4f} forger {loss_forger.item():.4f} of it matching {matching.item():.5f}")
