"""Textbook losses in torch, written from the papers and not from what they test, and runs of them.

Each loss maps D's outputs on real and fake rows, (n,) each, to a scalar that its player descends.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from gancheck.tracing.reading.objective import Scores, Update

Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Law:
    """Both players' losses, what D's outputs are, and the names under which they must be read."""

    name: str
    d: Loss
    g: Loss
    output: str
    d_family: str
    g_family: str
    g_name: str = ""

    @property
    def low(self) -> bool:
        """Whether D is low on real."""
        return self.name.endswith(("low on real", "1 for fake")) or self.name == "softmax"


def bce(logit: Tensor, label: float) -> Tensor:
    return F.binary_cross_entropy_with_logits(logit, torch.full_like(logit, label))


def bce_p(p: Tensor, label: float) -> Tensor:
    return F.binary_cross_entropy(p, torch.full_like(p, label))


def log_p(p: Tensor) -> Tensor:
    return torch.log(p).mean()


def mse(output: Tensor, target: float) -> Tensor:
    return F.mse_loss(output, torch.full_like(output, target))


def rahinge(one: Tensor, other: Tensor) -> Tensor:
    return F.relu(1 - (one - other.mean())).mean() + F.relu(1 + (other - one.mean())).mean()


def rabce(one: Tensor, other: Tensor) -> Tensor:
    return bce(one - other.mean(), 1.0) + bce(other - one.mean(), 0.0)


def rals(one: Tensor, other: Tensor) -> Tensor:
    return ((one - other.mean() - 1) ** 2).mean() + ((other - one.mean() + 1) ** 2).mean()


def softmax_log_z(real: Tensor, fake: Tensor) -> Tensor:
    return torch.logsumexp(-torch.cat([real, fake]), 0)


BCE, LS, W = "binary cross-entropy", "least squares", "Wasserstein"
RA = "relativistic average"
LAWS = {
    law.name: law
    for law in (
        Law(
            "minimax",
            lambda r, f: bce(r, 1.0) + bce(f, 0.0),
            lambda r, f: -bce(f, 0.0),
            "logit",
            BCE,
            BCE,
            "minimax",
        ),
        Law(
            "non-saturating",
            lambda r, f: bce(r, 1.0) + bce(f, 0.0),
            lambda r, f: bce(f, 1.0),
            "logit",
            BCE,
            BCE,
            "non-saturating",
        ),
        Law(
            "softplus, halved",
            lambda r, f: (F.softplus(-r).mean() + F.softplus(f).mean()) / 2,
            lambda r, f: F.softplus(-f).mean(),
            "logit",
            BCE,
            BCE,
            "non-saturating",
        ),
        Law(
            "non-saturating, 1 for fake",
            lambda r, f: bce(r, 0.0) + bce(f, 1.0),
            lambda r, f: bce(f, 0.0),
            "logit",
            BCE,
            BCE,
            "non-saturating",
        ),
        Law(
            "non-saturating, BCELoss",
            lambda r, f: bce_p(r, 1.0) + bce_p(f, 0.0),
            lambda r, f: bce_p(f, 1.0),
            "probability",
            BCE,
            BCE,
            "non-saturating",
        ),
        Law(
            "minimax, logs by hand",
            lambda r, f: -log_p(r) - log_p(1 - f),
            lambda r, f: log_p(1 - f),
            "probability",
            BCE,
            BCE,
            "minimax",
        ),
        Law(
            "non-saturating, log with 1e-8",
            lambda r, f: -log_p(r + 1e-8) - log_p(1 - f + 1e-8),
            lambda r, f: -log_p(f + 1e-8),
            "probability",
            BCE,
            BCE,
            "non-saturating",
        ),
        Law(
            "least squares",
            lambda r, f: 0.5 * mse(r, 1.0) + 0.5 * mse(f, 0.0),
            lambda r, f: 0.5 * mse(f, 1.0),
            "score",
            LS,
            LS,
            LS,
        ),
        Law(
            "least squares, -1 1 0",
            lambda r, f: mse(r, 1.0) + mse(f, -1.0),
            lambda r, f: mse(f, 0.0),
            "score",
            LS,
            LS,
            LS,
        ),
        Law(
            "least squares on probabilities",
            lambda r, f: mse(r, 1.0) + mse(f, 0.0),
            lambda r, f: mse(f, 1.0),
            "probability",
            LS,
            LS,
            LS,
        ),
        Law(
            "least squares, sigmoid outside",
            lambda r, f: mse(r.sigmoid(), 1.0) + mse(f.sigmoid(), 0.0),
            lambda r, f: mse(f.sigmoid(), 1.0),
            "logit",
            LS,
            LS,
            LS,
        ),
        Law(
            "hinge",
            lambda r, f: F.relu(1 - r).mean() + F.relu(1 + f).mean(),
            lambda r, f: -f.mean(),
            "score",
            "hinge",
            "hinge",
            "hinge",
        ),
        Law(
            "hinge, low on real",
            lambda r, f: F.relu(1 + r).mean() + F.relu(1 - f).mean(),
            lambda r, f: f.mean(),
            "score",
            "hinge",
            "hinge",
            "hinge",
        ),
        Law("wasserstein", lambda r, f: f.mean() - r.mean(), lambda r, f: -f.mean(), "score", W, W, W),
        Law("wasserstein, low on real", lambda r, f: r.mean() - f.mean(), lambda r, f: f.mean(), "score", W, W, W),
        Law(
            "wasserstein with drift",
            lambda r, f: f.mean() - r.mean() + 1e-3 * (r**2).mean(),
            lambda r, f: -f.mean(),
            "score",
            W,
            W,
            W,
        ),
        Law(
            "relativistic",
            lambda r, f: bce(r - f, 1.0),
            lambda r, f: bce(f - r, 1.0),
            "logit",
            "relativistic",
            "relativistic",
        ),
        Law(
            "relativistic least squares",
            lambda r, f: ((r - f - 1) ** 2).mean(),
            lambda r, f: ((f - r - 1) ** 2).mean(),
            "score",
            "relativistic",
            "relativistic",
        ),
        Law(
            "relativistic hinge",
            lambda r, f: F.relu(1 - (r - f)).mean(),
            lambda r, f: F.relu(1 - (f - r)).mean(),
            "score",
            "relativistic",
            "relativistic",
        ),
        Law("relativistic average", rabce, lambda r, f: rabce(f, r), "logit", RA, RA),
        Law(
            "relativistic average, halved",
            lambda r, f: rabce(r, f) / 2,
            lambda r, f: rabce(f, r) / 2,
            "logit",
            RA,
            RA,
        ),
        Law(
            "relativistic average, detached",
            lambda r, f: bce(r - f.mean().detach(), 1.0) + bce(f - r.mean().detach(), 0.0),
            lambda r, f: bce(f - r.mean().detach(), 1.0),
            "logit",
            RA,
            RA,
        ),
        Law("relativistic average least squares", rals, lambda r, f: rals(f, r), "score", RA, RA),
        Law("relativistic average hinge", rahinge, lambda r, f: rahinge(f, r), "score", RA, RA),
        Law(
            "softmax",
            lambda r, f: r.mean() + softmax_log_z(r, f),
            lambda r, f: torch.cat([r, f]).mean() + softmax_log_z(r, f),
            "score",
            "softmax",
            "softmax",
        ),
        Law(
            "boundary-seeking",
            lambda r, f: bce(r, 1.0) + bce(f, 0.0),
            lambda r, f: 0.5 * (f**2).mean(),
            "logit",
            BCE,
            "boundary-seeking",
        ),
        Law(
            "boundary-seeking, probabilities",
            lambda r, f: bce_p(r, 1.0) + bce_p(f, 0.0),
            lambda r, f: 0.5 * ((torch.log(f) - torch.log(1 - f)) ** 2).mean(),
            "probability",
            BCE,
            "boundary-seeking",
        ),
        Law(
            "f-gan:kl",
            lambda r, f: torch.exp(f - 1).mean() - r.mean(),
            lambda r, f: -torch.exp(f - 1).mean(),
            "score",
            "f-GAN kl",
            "f-GAN kl",
        ),
        Law(
            "f-gan:reverse-kl",
            lambda r, f: torch.exp(-r).mean() + (f - 1).mean(),
            lambda r, f: -(f - 1).mean(),
            "score",
            "f-GAN reverse-kl",
            "f-GAN reverse-kl",
        ),
        Law(
            "f-gan:reverse-kl, low on real",
            lambda r, f: torch.exp(r).mean() + (-f - 1).mean(),
            lambda r, f: (f + 1).mean(),
            "score",
            "f-GAN reverse-kl",
            "f-GAN reverse-kl",
        ),
        Law(
            "f-gan:pearson",
            lambda r, f: (f**2 / 4 + f).mean() - r.mean(),
            lambda r, f: -(f**2 / 4 + f).mean(),
            "score",
            "f-GAN pearson",
            "f-GAN pearson",
        ),
        Law(
            "f-gan:squared-hellinger",
            lambda r, f: (torch.exp(f) - 1).mean() - (1 - torch.exp(-r)).mean(),
            lambda r, f: -(torch.exp(f) - 1).mean(),
            "score",
            "f-GAN squared-hellinger",
            "f-GAN squared-hellinger",
        ),
        Law(
            "f-gan:js",
            lambda r, f: -(math.log(2) - F.softplus(-r)).mean() - (math.log(2) - F.softplus(f)).mean(),
            lambda r, f: (math.log(2) - F.softplus(f)).mean(),
            "logit",
            BCE,
            BCE,
            "minimax",
        ),
        Law(
            "f-gan:gan, T inside D",
            lambda r, f: -r.mean() - torch.log(1 - torch.exp(f)).mean(),
            lambda r, f: torch.log(1 - torch.exp(f)).mean(),
            "log-probability",
            "f-GAN gan",
            "f-GAN gan",
        ),
    )
}


def outputs(seed: int, steps: int, n: int, spread: float, drift: float, output: str) -> list[tuple[Tensor, Tensor]]:
    """D's outputs on real and fake, (n,) each and float64, as they part over a run: `drift` a side at the end."""
    generator = torch.Generator().manual_seed(seed)
    made = []
    for step in range(steps):
        part = drift * (step + 1) / steps
        both = spread * torch.randn(2, n, generator=generator, dtype=torch.float64)
        real, fake = both[0] + part, both[1] - part
        if output == "probability":
            real, fake = real.sigmoid(), fake.sigmoid()
        if output == "log-probability":
            real, fake = F.logsigmoid(real), F.logsigmoid(fake)
        made.append((real, fake))
    return made


def update(
    player: str, step: int, loss: Loss, real: Tensor, fake: Tensor, scale: float = 1.0, compares: bool = False
) -> Update:
    """One update's scores; a side that the loss leaves out of the graph has zero pulls.

    G's has real rows only where its loss has a gradient there, or `compares` with them.
    """
    leaves = [real.detach().clone().requires_grad_(), fake.detach().clone().requires_grad_()]
    (loss(*leaves) * scale).backward()
    scores = tuple(
        Scores(
            role,
            leaf.detach().double().numpy(),
            np.zeros(len(leaf)) if leaf.grad is None else leaf.grad.double().numpy(),
        )
        for role, leaf in zip(("real", "fake"), leaves, strict=True)
        if player == "discriminator" or role == "fake" or leaf.grad is not None or compares
    )
    return Update(player, step, scores, len(fake))


def run(
    law: Law,
    seed: int = 0,
    steps: int = 30,
    n: int = 64,
    spread: float = 1.0,
    drift: float = 1.0,
    dtype: torch.dtype = torch.float32,
    output: str | None = None,
    scale: Callable[[int], float] = lambda step: 1.0,
) -> tuple[list[Update], list[Update]]:
    """Both players' updates over one run, at outputs of their own."""
    kind = law.output if output is None else output
    found = []
    for player, loss, shift in (("discriminator", law.d, 0), ("generator", law.g, 1)):
        at = outputs(2 * seed + shift, steps, n, spread, -drift if law.low else drift, kind)
        found.append(
            [
                update(player, i, loss, r.to(dtype), f.to(dtype), scale(i), "relativistic" in law.name)
                for i, (r, f) in enumerate(at)
            ]
        )
    return found[0], found[1]
