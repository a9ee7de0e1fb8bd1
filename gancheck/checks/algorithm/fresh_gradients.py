"""Every step uses the gradient of its own minibatch."""

from __future__ import annotations

from gancheck.checks.registry import check
from gancheck.checks.traced import keeps
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome


@check(
    "fresh-gradients",
    claim="Each update uses the gradient of its own minibatch and no older one",
    source="Goodfellow et al. 2014, Algorithm 1",
    needs=("train-step",),
    seconds=0.5,
)
def fresh_gradients(trial: Trial) -> Outcome:
    """Traces 30 iterations: what each optimizer step applied, against the backward passes before it.

    The gradient at a step has to be a positive multiple of the sum of the backward passes since the same optimizer's
    last step: so one pass or several, clipping by norm and loss scaling are all right.

    It catches a missing zero_grad of either player, a gradient left over from the other player's backward pass, and a
    stale one. It is the clause `fresh-gradients` of `gancheck trace`.

    It cannot see an update made without a torch optimizer: then it is not applicable.
    """
    return keeps(trial, lambda finding: finding.clause == "fresh-gradients")
