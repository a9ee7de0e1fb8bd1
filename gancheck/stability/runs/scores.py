"""How well verdicts agree with labels, with intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from gancheck.stability.runs.judged import Judged
from gancheck.stability.state import State

CONFIDENCE = 0.95
NAMED = tuple(state for state in State if state.alarming or state is State.HEALTHY)  # what labels and rules say


@dataclass(frozen=True)
class Share:
    """`count` of `total`, and the Clopper-Pearson interval of the probability at 95 % confidence.

    It takes runs for independent. Those of one setting are alike, so that it is too narrow for another setting.
    """

    count: int
    total: int

    @property
    def value(self) -> float:
        """The share, NaN of nothing."""
        return self.count / self.total if self.total else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Both ends, 0 and 1 of nothing."""
        if not self.total:
            return 0.0, 1.0
        found = stats.binomtest(self.count, self.total).proportion_ci(CONFIDENCE, method="exact")
        return float(found.low), float(found.high)

    def plain(self) -> dict[str, Any]:
        """Return numbers for a document."""
        return {"count": self.count, "of": self.total, "share": self.value, "interval": self.interval}


@dataclass(frozen=True)
class Middle:
    """A median with the interval of order statistics that holds it at 95 % confidence, and the 90 % quantile."""

    median: float
    low: float
    high: float
    late: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Middle | None:
        """Return that of some values, None of none."""
        if not values:
            return None
        ordered = np.sort(values)
        rank = int(stats.binom.ppf((1 - CONFIDENCE) / 2, len(values), 0.5))
        low, high = ordered[max(rank - 1, 0)], ordered[min(len(values) - rank, len(values) - 1)]
        return cls(float(np.median(ordered)), float(low), float(high), float(np.quantile(ordered, 0.9)), len(values))


@dataclass(frozen=True)
class Scores:
    """What is said of a part of the runs in one tier.

    `right`: healthy or not, at the end of the budget. `kind`: the state, among runs that are not healthy and were
    said not to be. `false_alarms`: healthy runs with any alarm, even one that was taken back. `latency`: when the
    alarm that stood came, as a share of the budget, over runs that are not healthy and got one. `modes`: collapses
    whose lost modes were named exactly; `period`: periods within a quarter of the label's, where both name one.
    """

    confusion: dict[tuple[State, State], int]
    right: Share
    kind: Share
    false_alarms: Share
    found: Share
    latency: Middle | None
    modes: Share
    period: Share


def scores(runs: Sequence[Judged]) -> Scores:
    """Score the runs given: leave borderline ones out before, or not."""
    confusion = Counter((run.label.state, run.verdict.state) for run in runs)
    well = [run for run in runs if run.truly_healthy]
    ill = [run for run in runs if not run.truly_healthy]
    named = [run for run in ill if not run.verdict.healthy]
    agreed = [run for run in named if run.verdict.state is run.label.state]
    lost = [run for run in agreed if run.label.modes]
    both = [
        run.verdict.period / run.label.period for run in agreed if run.verdict.period and run.label.period is not None
    ]
    return Scores(
        confusion=dict(confusion),
        right=Share(sum(run.verdict.healthy is run.truly_healthy for run in runs), len(runs)),
        kind=Share(len(agreed), len(named)),
        false_alarms=Share(sum(run.first is not None for run in well), len(well)),
        found=Share(len(named), len(ill)),
        latency=Middle.of([run.standing for run in named if run.standing is not None]),
        modes=Share(sum(set(run.verdict.modes) == set(run.label.modes) for run in lost), len(lost)),
        period=Share(sum(0.8 <= ratio <= 1.25 for ratio in both), len(both)),
    )
