"""Convergence of p_g on a Gaussian."""

from __future__ import annotations

from gancheck.checks.converging import converges
from gancheck.checks.p_data import GAUSSIAN
from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome

P_DATA = GAUSSIAN


@check(
    "converges-on-gaussian",
    claim="Trained on N(0, 1), p_g converges to p_data",
    source="Goodfellow et al. 2014, Proposition 2",
    needs=("train", "sample"),
    alpha_share=0.05,
    seconds=8.0,
)
def converges_on_gaussian(trial: Trial) -> Outcome:
    """Trains from scratch on N(0, 1), run after run, and measures JSD(p_data, p_g) at each end.

    A run converges when the JSD is at most 0.01 nats; it does not when it is above 0.02. The JSD is exact for a 1-D
    piecewise linear generator whose noise prior is known (`prior`), otherwise over 64 cells of equal p_data mass.
    Runs are repeated until the probability of converging is known to be above 1/2 (passed) or below 0.95 (failed).

    It catches a generator that does not follow its gradient, divergence, and noise that is not noise. It is blind to
    smoothed labels and unequal weights: their fixed point in p_g is the same, and `optimal-discriminator` sees them.
    """
    return converges(trial, P_DATA)
