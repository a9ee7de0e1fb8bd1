"""Proposition 1 as an identity: no discriminator has a larger value than D*."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from gancheck.checks.exactly import within
from gancheck.checks.generated import pairs
from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome
from gancheck.theory import criterion, optimal_logit, value, value_gap

PAIRS = 100
ALLOWED = 1e-7


@check(
    "optimal-discriminator-identity",
    claim="V(G, D) is largest at D*(x) = p_data(x) / (p_data(x) + p_g(x)), and its value there is C(G)",
    source="Goodfellow et al. 2014, Proposition 1, equations 2 to 4",
    needs=("theory",),
    seconds=4.0,
)
def optimal_discriminator_identity(trial: Trial) -> Outcome:
    """For 100 generated pairs of densities and discriminators around D*, compares two routes to the value lost.

    V(D*) - V(D) is the difference of two integrals of the value function; the gap is one integral of
    KL(D* || D), which can't be negative. They have to agree, and V(D*) has to be C(G). The discriminators have logits
    logit D* + a sin(b x + c), with a from 1e-3 to 3.
    """
    rng = np.random.default_rng(trial.seed)
    worst = (0.0, "")
    for p, q in pairs(trial.seed, PAIRS):
        a, b, c = float(10 ** rng.uniform(-3, 0.5)), float(rng.uniform(0.2, 2.0)), float(rng.uniform(0, 6.28))
        best = optimal_logit(p, q)

        def disturbed(x: Tensor, best: object = best, a: float = a, b: float = b, c: float = c) -> Tensor:
            logit: Tensor = best(x)  # type: ignore[operator]
            return logit + a * torch.sin(b * x[..., 0].clamp(-50, 50) + c)

        top = criterion(p, q).value
        lost = top - value(p, q, disturbed, tolerance=1e-8).value
        gap = value_gap(p, q, disturbed, tolerance=1e-8).value
        at_best = abs(value(p, q, best, tolerance=1e-8).value - top)
        worst = max(worst, (max(abs(lost - gap), -gap, at_best), f"p_data = {p}, p_g = {q}, a = {a:.3g}"))
    return within("largest difference of the two routes", worst, ALLOWED, samples=PAIRS, unit="nats")
