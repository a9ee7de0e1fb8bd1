"""Convergence of p_g on three unequal modes."""

from __future__ import annotations

from gancheck.checks.converging import converges
from gancheck.checks.p_data import THREE_MODES
from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome

P_DATA = THREE_MODES


@check(
    "converges-on-three-modes",
    claim="Trained on three modes of unequal weights, p_g converges to p_data",
    source="Goodfellow et al. 2014, Proposition 2",
    needs=("train", "sample"),
    alpha_share=0.05,
    seconds=8.0,
)
def converges_on_three_modes(trial: Trial) -> Outcome:
    """Trains from scratch on three modes of unequal weights, run after run, and measures JSD(p_data, p_g) at each end.

    A run converges when the JSD is at most 0.01 nats; it does not when it is above 0.02. The JSD is exact for a 1-D
    piecewise linear generator whose noise prior is known (`prior`), otherwise over 64 cells of equal p_data mass.
    Runs are repeated until the probability of converging is known to be above 1/2 (passed) or below 0.95 (failed).

    It catches collapse of the light modes, which are lost first, and a generator that gets the weights of modes wrong.
    """
    return converges(trial, P_DATA)
