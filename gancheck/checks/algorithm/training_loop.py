"""The training loop keeps the clauses of Algorithm 1."""

from __future__ import annotations

from gancheck.checks.algorithm import fresh_noise
from gancheck.checks.registry import check
from gancheck.checks.traced import keeps
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome

# Clauses with checks of their own.
_ELSEWHERE = ("fresh-gradients", *fresh_noise.CLAUSES)


@check(
    "training-loop",
    claim="The training step keeps the clauses of Algorithm 1, or of the variant that it trains",
    source="Goodfellow et al. 2014, Algorithm 1",
    needs=("train-step",),
    alpha_share=0.05,
    seconds=0.5,
)
def training_loop(trial: Trial) -> Outcome:
    """Traces 30 iterations on a standard normal density, as `gancheck trace` traces a script.

    It judges the clauses that have no check of their own: separate updates of all parameters of both players, the
    order of the steps, fresh data and fakes, the two objectives with their labels and weights, opposite signs, gradient
    penalties and clipping, train and eval mode, non-finite numbers. Only a violation fails, and only if a second run
    with another seed shows it again; departures and notes are told.

    It catches a double sigmoid, unequal weights of the two expectations, a loss on the generator's own output, a
    detached generator, a discriminator that is never updated, and whatever else changes what is learned.

    It cannot see updates that pass by torch, nor what shows on real data alone: trace the training script for that.
    """
    return keeps(trial, lambda finding: finding.clause not in _ELSEWHERE)
