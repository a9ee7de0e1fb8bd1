"""The equilibrium: D = 1/2 at the end of a converged run."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from gancheck.checks.converging import CONVERGED
from gancheck.checks.distance import distance
from gancheck.checks.objective import other_objective
from gancheck.checks.p_data import GAUSSIAN
from gancheck.checks.registry import check
from gancheck.checks.repeated import Run, judged, repeat
from gancheck.checks.trial import Trial
from gancheck.evidence import Figure, Outcome, Series, Status

P_DATA = GAUSSIAN
REACHED = 0.02
MISSED = 0.04
POINTS = 4096
# A target that does not converge would leave every run without a say.
MOST_RUNS = 24
Output = tuple[tuple[float, ...], tuple[float, ...]]


@check(
    "equilibrium",
    claim="At the global optimum p_g = p_data, and D(x) = 1/2 everywhere",
    source="Goodfellow et al. 2014, Theorem 1 and Section 4.2",
    needs=("train", "sample", "discriminate"),
    alpha_share=0.05,
    seconds=8.0,
)
def equilibrium(trial: Trial) -> Outcome:
    """Trains on N(0, 1) and measures the mean of |D(x) - 1/2| over the data at the end of runs that converged.

    A run succeeds when that is at most 0.02 and fails above 0.04; runs that did not converge count as neither, since
    nothing is claimed for them. Runs are repeated until the probability of success is known to be above 1/2
    (passed) or below 0.95 (failed).

    It catches a discriminator that keeps telling real from fake where there is no difference: smoothed labels,
    unequal weights, data that reach the two players in different form.

    Least squares and other objectives have another D at equilibrium: this check takes `discriminate` at its word,
    as a probability or a logit.
    """
    if (other := other_objective(trial)) is not None:
        return other

    def runs(seeds: Sequence[int]) -> list[Run[Output]]:
        found = []
        for subject, seed in zip(trial.target.trained(P_DATA, seeds), seeds, strict=True):
            x = P_DATA.sample(POINTS, generator=torch.Generator().manual_seed(seed))
            off = float((torch.sigmoid(subject.discriminate(x)) - 0.5).abs().mean())
            grid = torch.linspace(-4, 4, 201, dtype=torch.float64)
            d = torch.sigmoid(subject.discriminate(grid[:, None]))
            converged = distance(subject, P_DATA, seed).jsd <= CONVERGED
            success = judged(off, REACHED, MISSED) if converged else None
            found.append(Run(success, off, (tuple(grid.tolist()), tuple(d.tolist()))))
        return found

    found = repeat(trial, runs, block=trial.target.at_once, most=MOST_RUNS)
    x, d = found.typical.seen
    return Outcome(
        status=found.status,
        measured=found.measured("mean |D(x) - 1/2| over the data"),
        allowed=f"at most {REACHED}, failing above {MISSED}",
        power=found.power,
        samples=POINTS * len(found.runs),
        diagnosis=(
            f"D's mean output is {sum(d) / len(d):.2f}: the two expectations of its loss do not balance"
            if found.status is Status.FAILED
            else ""
        ),
        reason=found.reason,
        notes=(f"{found.successes} of {len(found.runs)} runs ended in equilibrium",),
        figures=(Figure("D at the end of training", "x", "D(x)", (Series("D", x, d),), floor=0.5),),
    )
