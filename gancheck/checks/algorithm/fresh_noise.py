"""Every minibatch of fakes comes from noise of its own."""

from __future__ import annotations

from gancheck.checks.registry import check
from gancheck.checks.traced import keeps
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome

CLAUSES = ("fresh-noise", "noise-law")


@check(
    "fresh-noise",
    claim="Each minibatch of noise is drawn afresh and independently from the noise prior",
    source="Goodfellow et al. 2014, Algorithm 1",
    needs=("train-step",),
    alpha_share=0.05,
    seconds=0.5,
)
def fresh_noise(trial: Trial) -> Outcome:
    """Traces 30 iterations and compares what the generator was fed, row by row and batch by batch.

    It fails when the noise of one iteration comes again in a later one, when rows of a minibatch are the same or depend
    on each other, and when the two players' steps draw from different priors. That the generator's step reuses the
    noise of the discriminator's step in the same iteration is a departure from Algorithm 1 with the same fixed point:
    it is told, and passes. A violation has to show in two runs.

    It catches noise drawn once and kept, constant or zero noise, one vector broadcast to the minibatch, and a fixed
    grid. These are the clauses `fresh-noise` and `noise-law` of `gancheck trace`.

    It cannot see noise that the generator draws inside of itself.
    """
    return keeps(trial, lambda finding: finding.clause in CLAUSES)
