"""A run as the rules judge it, snapshot by snapshot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from gancheck.stability.rules import judge
from gancheck.stability.runs.label import Label
from gancheck.stability.runs.recording import Run
from gancheck.stability.runs.watching import Tier
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State, Verdict

Judge = Callable[[Sequence[Snapshot], int], Verdict]


@dataclass(frozen=True)
class Judged:
    """The verdict at the end of the budget, and when alarms came, as shares of the budget (None: never).

    `first` is the first alarm, whether it lasted or not; `standing` the one from which on none was taken back.
    """

    setting: str
    seed: int
    label: Label
    verdict: Verdict
    first: float | None
    standing: float | None

    @property
    def truly_healthy(self) -> bool:
        """Whether the run is, by its label."""
        return self.label.state is State.HEALTHY


def judged(run: Run, tier: Tier, rule: Judge = judge) -> Judged:
    """Call `rule` after every snapshot of a run as the tier shows them."""
    snapshots = [sight.at(tier) for sight in run.sights]
    verdicts = [rule(snapshots[: i + 1], run.budget) for i in range(len(snapshots))]
    alarms = [verdict.step / run.budget for verdict in verdicts if verdict.state.alarming]
    standing = None
    for verdict in reversed(verdicts):
        if not verdict.state.alarming:
            break
        standing = verdict.step / run.budget
    return Judged(run.setting, run.seed, run.label, verdicts[-1], alarms[0] if alarms else None, standing)


def shown(runs: Sequence[Run], tier: Tier) -> list[Run]:
    """The runs that a tier can show: with p_data known, those whose density is."""
    return [run for run in runs if run.known or tier is not Tier.DENSITY]


def thinned(run: Run, every: int) -> Run:
    """The run with one snapshot in so many, the last one among them."""
    return replace(run, sights=run.sights[::-1][::every][::-1])
