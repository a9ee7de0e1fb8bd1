"""The value function: quadrature against Monte Carlo."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from gancheck.checks.generated import pairs
from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.evidence import Measurement, Outcome, Power, Status, betting
from gancheck.theory import value

PAIRS = 20
DRAWS = 100_000
# |logit| of the discriminators, so that log D is bounded and betting applies.
LARGEST = 3.0
MISS = 1e-3


@check(
    "value-function",
    claim="V(G, D) = E_x log D(x) + E_z log(1 - D(G(z)))",
    source="Goodfellow et al. 2014, equation 1",
    needs=("theory",),
    alpha_share=0.05,
    seconds=4.0,
)
def value_function(trial: Trial) -> Outcome:
    """For 20 generated pairs of densities and discriminators, holds the quadrature of V against samples.

    The expectation over 100,000 samples of each density gets a confidence interval by betting, valid for any bounded
    distribution; the sum by quadrature has to lie within. The error budget is split over all 40 intervals.

    It catches samplers that do not follow their density, and integrals that miss mass.
    """
    alpha = trial.alpha / (2 * PAIRS)
    bound = float(np.log1p(np.exp(LARGEST)))
    rng, draws = np.random.default_rng(trial.seed), trial.generator()
    worst, off, where, half = -np.inf, 0.0, "", 0.0
    for p, q in pairs(trial.seed, PAIRS):
        a, b, c = float(rng.uniform(1, LARGEST)), float(rng.uniform(0.2, 2.0)), float(rng.uniform(0, 6.28))

        def logit(x: Tensor, a: float = a, b: float = b, c: float = c) -> Tensor:
            return a * torch.sin(b * x[..., 0].clamp(-50, 50) + c)

        on_real = torch.nn.functional.logsigmoid(logit(p.sample(DRAWS, generator=draws)))
        on_fake = torch.nn.functional.logsigmoid(-logit(q.sample(DRAWS, generator=draws)))
        bounds = [betting.interval((1 + terms / bound).clamp(0, 1), alpha) for terms in (on_real, on_fake)]
        low, high = (sum((ends[side] - 1) * bound for ends in bounds) for side in (0, 1))
        exact = value(p, q, logit, tolerance=1e-6).value
        sampled = float(on_real.mean() + on_fake.mean())
        half = max(half, (high - low) / 2)
        if (outside := max(low - exact, exact - high)) > worst:
            worst, off = outside, abs(exact - sampled)
            where = f"p_data = {p}, p_g = {q}: V = {exact:.5f}, samples say {low:.5f} to {high:.5f}"
    seen = 2 * bound * betting.discrepancy_seen(DRAWS, alpha, MISS)
    return Outcome(
        status=Status.PASSED if worst <= 0 else Status.FAILED,
        measured=Measurement("|V by quadrature - V by samples|", off, max(worst, 0.0), off + half, "nats"),
        allowed=f"within every confidence interval, of half width at most {half:.3f}",
        power=Power(trial.alpha, seen, MISS),
        samples=2 * PAIRS * DRAWS,
        worst=where,
    )
