"""Proposition 2 with networks: the probability that training takes p_g to p_data."""

from __future__ import annotations

from collections.abc import Sequence

from gancheck.checks.distance import SAMPLES, Distance, distance, explain, figure
from gancheck.checks.repeated import Run, judged, repeat
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome, Status
from gancheck.theory import Density

CONVERGED = 0.01
NOT_CONVERGED = 0.02


def converges(trial: Trial, p_data: Density) -> Outcome:
    """Train from scratch, again and again, and judge how often p_g ends within 0.01 nats of p_data in JSD.

    A run succeeds with a JSD of at most 0.01 and fails above 0.02. The verdict is sequential (see `repeat`). The
    JSD is exact where the target's p_g is, otherwise over 64 cells of equal p_data mass.
    """

    def runs(seeds: Sequence[int]) -> list[Run[Distance]]:
        trained = trial.target.trained(p_data, seeds, lambda done: trial.progress(done, f"training on {p_data}"))
        found = [distance(subject, p_data, seed) for subject, seed in zip(trained, seeds, strict=True)]
        return [Run(judged(d.jsd, CONVERGED, NOT_CONVERGED), d.jsd, d) for d in found]

    found = repeat(trial, runs, block=trial.target.at_once)
    failed = found.status is Status.FAILED
    shown = max(found.failures or found.runs, key=lambda run: run.value).seen if failed else found.typical.seen
    return Outcome(
        status=found.status,
        measured=found.measured("median JSD(p_data, p_g)", "nats"),
        allowed=f"at most {CONVERGED}, failing above {NOT_CONVERGED}",
        power=found.power,
        samples=SAMPLES * len(found.runs),
        worst=f"{len(found.failures)} of {len(found.runs)} runs ended above {NOT_CONVERGED}" if found.failures else "",
        diagnosis=explain(p_data, shown) if failed else "",
        reason=found.reason,
        notes=(f"{found.successes} of {len(found.runs)} runs converged", shown.kind),
        figures=(figure(p_data, shown, f"p_g after training on {p_data}"),),
    )
