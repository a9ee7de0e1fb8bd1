"""Every step uses the gradient of its own minibatch."""

from __future__ import annotations

from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.checks.watching import watch
from gancheck.evidence import Measurement, Outcome, Status


@check(
    "fresh-gradients",
    claim="Each update uses the gradient of its own minibatch and no older one",
    source="Goodfellow et al. 2014, Algorithm 1",
    needs=("train-step",),
    seconds=0.5,
)
def fresh_gradients(trial: Trial) -> Outcome:
    """Watches 12 iterations: what each optimizer step applied, against the sums of the backward passes before it.

    Exact. The gradient at a step has to be a positive multiple of the sum of the backward passes since the same
    optimizer's last step: so one pass or several, clipping by norm and loss scaling are all right. It fails where
    only a sum that reaches back before that step fits.

    It catches a missing zero_grad, for either player.

    It cannot see an update made without a torch optimizer (then it is not applicable), nor tell anything of
    gradients that are no multiple of such a sum, as after clipping by value: those steps are counted and told.
    """
    seen = watch(trial)
    if not seen.steps:
        return Outcome(Status.NOT_APPLICABLE, reason="no torch.optim optimizer stepped twice in the iterations watched")
    stale = [step for step in seen.steps if step.freshness == "accumulated"]
    unknown = sum(step.freshness == "unknown" for step in seen.steps)
    share = len(stale) / len(seen.steps)
    owners = sorted({seen.player(step.optimizer) for step in stale})
    status = Status.FAILED if stale else (Status.INCONCLUSIVE if unknown == len(seen.steps) else Status.PASSED)
    return Outcome(
        status=status,
        measured=Measurement("steps with an accumulated gradient", share, share, share),
        allowed="0",
        samples=len(seen.steps),
        diagnosis=f"zero_grad is missing: {' and '.join(owners)} accumulates gradients over steps" if stale else "",
        reason="no step's gradient is a multiple of a sum of backward passes" if status is Status.INCONCLUSIVE else "",
        notes=(f"{unknown} of {len(seen.steps)} steps used a gradient of another kind",) if unknown else (),
    )
