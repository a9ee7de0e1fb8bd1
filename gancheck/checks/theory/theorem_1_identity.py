"""Theorem 1's identity, over generated densities."""

from __future__ import annotations

import math

from gancheck.checks.exactly import within
from gancheck.checks.generated import pairs
from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome
from gancheck.theory import criterion, jsd

PAIRS = 500
ALLOWED = 3e-10  # The three integrals are computed to 1e-10 each.


@check(
    "theorem-1-identity",
    claim="C(G) = -log 4 + 2 JSD(p_data, p_g)",
    source="Goodfellow et al. 2014, Theorem 1, equation 6",
    needs=("theory",),
    seconds=8.0,
)
def theorem_1_identity(trial: Trial) -> Outcome:
    """Computes both sides for 500 generated pairs of densities, each from its own integrand, by quadrature.

    C(G) is the value of D* = p_data / (p_data + p_g), from logits; the JSD comes from two Kullback-Leibler
    divergences to the middle. The pairs hold mixtures of Gaussians, Laplace, uniform, Student t and beta densities.

    It catches errors of either integral in tails, at jumps, and where a density is 0.
    """
    worst = (0.0, "")
    for i, (p, q) in enumerate(pairs(trial.seed, PAIRS)):
        difference = abs(criterion(p, q).value + math.log(4.0) - 2.0 * jsd(p, q).value)
        worst = max(worst, (difference, f"p_data = {p}, p_g = {q}"))
        if i % 50 == 0:
            trial.progress(i / PAIRS, f"{i} of {PAIRS} pairs")
    return within("largest |C(G) + log 4 - 2 JSD|", worst, ALLOWED, samples=PAIRS, unit="nats")
