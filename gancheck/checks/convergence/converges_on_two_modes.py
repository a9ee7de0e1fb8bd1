"""Convergence of p_g on two modes."""

from __future__ import annotations

from gancheck.checks.converging import converges
from gancheck.checks.p_data import TWO_MODES
from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome

P_DATA = TWO_MODES


@check(
    "converges-on-two-modes",
    claim="Trained on two modes at -1 and 1, p_g converges to p_data",
    source="Goodfellow et al. 2014, Proposition 2",
    needs=("train", "sample"),
    alpha_share=0.05,
    seconds=8.0,
)
def converges_on_two_modes(trial: Trial) -> Outcome:
    """Trains from scratch on two modes at -1 and 1, run after run, and measures JSD(p_data, p_g) at each end.

    A run converges when the JSD is at most 0.01 nats; it does not when it is above 0.02. The JSD is exact for a 1-D
    piecewise linear generator whose noise prior is known (`prior`), otherwise over 64 cells of equal p_data mass.
    Runs are repeated until the probability of converging is known to be above 1/2 (passed) or below 0.95 (failed).

    It catches collapse: a JSD of 0.216 nats means that one of two equal modes is lost, and the failure names it.
    """
    return converges(trial, P_DATA)
