"""The sign of the generator's update."""

from __future__ import annotations

import math

from gancheck.checks.movement import BARRIER, SAMPLES, Moved, move
from gancheck.checks.registry import check
from gancheck.checks.repeated import repeat
from gancheck.checks.trial import Trial
from gancheck.evidence import Measurement, Outcome, Status


@check(
    "generator-descends",
    claim="The generator's update moves p_g to where D takes samples for real",
    source="Goodfellow et al. 2014, Algorithm 1, the generator's step",
    needs=("train-step", "sample"),
    alpha_share=0.05,
    seconds=3.0,
)
def generator_descends(trial: Trial) -> Outcome:
    """Trains from scratch on data right or left of what the untrained generator makes, and watches its mean.

    The run succeeds when the mean of p_g moves 0.3 towards the data before it moves 0.3 away. It fails the other way
    round, when nothing moves at all, and when training diverges. The same noise is used before and after, so nothing
    but training moves the mean. Runs are repeated until the probability of success is known to be above 1/2 (passed)
    or below 0.95 (failed).

    It catches a generator that ascends where it should descend, or gets no adversarial gradient, or does not follow D;
    a discriminator that is not trained; and labels that only one of the players swaps: the convention-free law that
    the two players' gradients at D's output on fakes have opposite signs.

    It cannot see the size of the gradient, nor where training ends.
    """
    found = repeat(trial, lambda seeds: [move(trial.target, seed) for seed in seeds])
    status = found.status
    runs = sorted((run for run in found.runs if math.isfinite(run.value)), key=lambda run: run.value) or found.runs
    typical = runs[len(runs) // 2].seen
    return Outcome(
        status=status,
        measured=Measurement(
            "movement of p_g's mean towards the data", typical.distance, runs[0].value, runs[-1].value
        ),
        allowed=f"+{BARRIER} before -{BARRIER}",
        power=found.power,
        samples=SAMPLES * len(found.runs),
        diagnosis=_diagnosis([run.seen for run in found.runs], typical) if status is Status.FAILED else "",
        reason=found.reason,
        notes=(
            f"{found.successes} of {len(found.runs)} runs moved to the data, "
            f"typically in {typical.iterations} iterations",
        ),
    )


def _diagnosis(runs: list[Moved], typical: Moved) -> str:
    diverged = [run for run in runs if not math.isfinite(run.distance)]
    if 2 * len(diverged) > len(runs):
        return f"training diverged: the generator's samples are not finite after {diverged[0].iterations} iterations"
    if typical.distance == 0.0:
        return "the generator's weights do not change: no gradient reaches them, or its optimizer does not hold them"
    if typical.learning is False:
        return "the discriminator does not change: no gradient reaches it, or its optimizer does not hold its weights"
    if 4 * sum(run.distance > 0.0 for run in runs) > len(runs):
        return "the generator moves now to the data, now away: what it learns from D does not tell where the data are"
    leaning = typical.leaning
    if leaning is None:
        return "the generator moves away from the data: its loss has the wrong sign, or D's labels are swapped"
    if leaning > 0:
        return "the generator's loss has the wrong sign: D is higher on real data, and the generator lowers D(G(z))"
    return (
        "real and fake labels are swapped in D's loss alone: D is lower on real data, and the generator raises D(G(z))"
    )
