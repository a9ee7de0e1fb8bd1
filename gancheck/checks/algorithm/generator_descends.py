"""The sign of the generator's update."""

from __future__ import annotations

from gancheck.checks.movement import BARRIER, SAMPLES, move
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
    """Trains from scratch on data to the right of what the untrained generator makes, and watches its mean.

    The run succeeds when the mean of p_g moves 0.3 towards the data before it moves 0.3 away, and fails the other
    way round. The same noise is used before and after, so nothing but training moves it. Runs are repeated until
    the probability of success is known to be above 1/2 (passed) or below 0.95 (failed).

    It catches a generator that ascends where it should descend, a generator that gets no adversarial gradient, and
    labels that only one of the players swaps: the convention-free law that the two players' gradients at D's output on
    fakes have opposite signs.

    It cannot see the size of the gradient, nor where training ends.
    """
    found = repeat(trial, lambda seeds: [move(trial.target, seed) for seed in seeds])
    runs = sorted(found.runs, key=lambda run: run.value)
    typical, status, reason = found.typical.seen, found.status, found.reason
    if all(run.value == 0.0 for run in runs):
        status, reason = Status.FAILED, ""
    return Outcome(
        status=status,
        measured=Measurement(
            "movement of p_g's mean towards the data", typical.distance, runs[0].value, runs[-1].value
        ),
        allowed=f"+{BARRIER} before -{BARRIER}",
        power=found.power,
        samples=SAMPLES * len(runs),
        diagnosis=_diagnosis(typical.distance, typical.leaning) if status is Status.FAILED else "",
        reason=reason,
        notes=(
            f"{found.successes} of {len(runs)} runs moved to the data, typically in {typical.iterations} iterations",
        ),
    )


def _diagnosis(distance: float, leaning: float | None) -> str:
    if distance == 0.0:
        return "the generator's weights do not change: no gradient reaches them, or its optimizer does not hold them"
    if leaning is None:
        return "the generator moves away from the data: its loss has the wrong sign, or D's labels are swapped"
    if leaning > 0:
        return "the generator's loss has the wrong sign: D is higher on real data, and the generator lowers D(G(z))"
    return (
        "real and fake labels are swapped in D's loss alone: D is lower on real data, and the generator raises D(G(z))"
    )
