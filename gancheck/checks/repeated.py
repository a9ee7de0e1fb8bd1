"""The verdict on "it succeeds with high probability", from independent runs, sequentially."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from gancheck.checks.trial import Trial
from gancheck.evidence import ConvergenceTest, Measurement, Power, Status

T = TypeVar("T")

RELIABLE = 0.95
UNRELIABLE = 0.5
RARE = 0.0095
MISS = 0.01
MOST_RUNS = 30
# None of so many runs decided: the others would not be either.
UNSETTLED = 8


@dataclass(frozen=True)
class Run(Generic[T]):
    """One run: whether it succeeded (None inside the zone of indifference), its number, and what it saw."""

    success: bool | None
    value: float
    seen: T


@dataclass(frozen=True)
class Repeated(Generic[T]):
    """All runs and the verdict on them."""

    status: Status
    runs: tuple[Run[T], ...]
    power: Power
    reason: str

    @property
    def successes(self) -> int:
        """How many runs succeeded."""
        return sum(run.success is True for run in self.runs)

    @property
    def failures(self) -> tuple[Run[T], ...]:
        """The runs that failed, in order."""
        return tuple(run for run in self.runs if run.success is False)

    @property
    def typical(self) -> Run[T]:
        """The run with the median value."""
        return sorted(self.runs, key=lambda run: run.value)[len(self.runs) // 2]

    def measured(self, name: str, unit: str = "") -> Measurement:
        """The median value over the runs, with their range."""
        values = [run.value for run in self.runs]
        return Measurement(name, self.typical.value, min(values), max(values), unit)


def judged(value: float, reached: float, missed: float) -> bool | None:
    """Whether a run succeeded whose value should be small; None in between, the zone of indifference."""
    if value <= reached:
        return True
    return None if value <= missed else False


def repeat(
    trial: Trial,
    runs: Callable[[Sequence[int]], Sequence[Run[T]]],
    *,
    block: int = 1,
    most: int = MOST_RUNS,
    unreliable: float = UNRELIABLE,
) -> Repeated[T]:
    """Call `runs(seeds)` on fresh blocks of seeds until the verdict is clear.

    Passes when success with probability at most `unreliable` is refuted at level 0.01, fails when success with
    probability at least 0.95 is refuted at the trial's `alpha`; by e-values, so that stopping at any time is valid
    (Ville 1939). `unreliable=RARE` passes on the first success: what costs much, and what some other check holds
    more tightly, is asked to succeed more often than once in a hundred.
    Runs in the zone of indifference count against passing and not towards failing.
    """
    test = ConvergenceTest(RELIABLE, unreliable, trial.alpha, MISS, max_runs=most)
    done: list[Run[T]] = []
    status, reason = Status.INCONCLUSIVE, f"{most} runs did not settle it"
    while len(done) < most:
        if trial.out_of_time:
            reason = f"the time ran out after {len(done)} runs"
            break
        first = len(done)
        fresh = runs([(trial.seed + i) % 2**63 for i in range(first, min(first + block, most))])
        done.extend(fresh)
        succeeded = sum(run.success is True for run in done)
        failed = sum(run.success is False for run in done)
        if test.decide(len(done) - failed, failed) == "fail":
            status, reason = Status.FAILED, ""
            break
        if test.decide(succeeded, len(done) - succeeded) == "pass":
            status, reason = Status.PASSED, ""
            break
        if len(done) >= UNSETTLED and succeeded == failed == 0:
            reason = f"none of {len(done)} runs came to an end that is clear either way"
            break
        trial.progress(len(done) / (len(done) + 8), f"{succeeded} of {len(done)} runs")
    return Repeated(status, tuple(done), Power(trial.alpha, unreliable, MISS, of="probability of success"), reason)
