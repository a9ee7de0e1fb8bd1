"""A plain hand-written training step: the yardstick of the history. Frozen: a test holds this file to its digest.

Ratios to it can be compared across commits and, roughly, across machines, as long as nobody changes it. It is the work
of `reference_run` as anybody would write it: a step of D and one of G, non-saturating, with Adam.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import nn


def frozen_run(width: int, minibatch: int) -> Callable[[int], None]:
    """A fresh run; it takes a number of iterations, and does so many."""
    rng = torch.Generator().manual_seed(0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        G = nn.Sequential(
            nn.Linear(4, width), nn.LeakyReLU(0.2), nn.Linear(width, width), nn.LeakyReLU(0.2), nn.Linear(width, 2)
        )
        D = nn.Sequential(
            nn.Linear(2, width), nn.LeakyReLU(0.2), nn.Linear(width, width), nn.LeakyReLU(0.2), nn.Linear(width, 1)
        )
    g_optimizer = torch.optim.Adam(G.parameters(), lr=1e-3, betas=(0.0, 0.9))
    d_optimizer = torch.optim.Adam(D.parameters(), lr=4e-3, betas=(0.0, 0.9))
    bce = nn.BCEWithLogitsLoss()
    ones, zeros = torch.ones(minibatch, 1), torch.zeros(minibatch, 1)

    def run(iterations: int) -> None:
        for _ in range(iterations):
            angles = torch.randint(8, (minibatch,), generator=rng) * (2 * math.pi / 8)
            centres = 2 * torch.stack([angles.cos(), angles.sin()], dim=1)
            real = centres + 0.05 * torch.randn(minibatch, 2, generator=rng)
            d_optimizer.zero_grad()
            fake = G(torch.randn(minibatch, 4, generator=rng)).detach()
            (bce(D(real), ones) + bce(D(fake), zeros)).backward()
            d_optimizer.step()
            g_optimizer.zero_grad()
            bce(D(G(torch.randn(minibatch, 4, generator=rng))), ones).backward()
            g_optimizer.step()

    return run
