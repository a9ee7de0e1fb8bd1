"""What is timed in a process of its own: the reference beside the frozen step, somebody's step beside the reference.

`python -m gancheck.bench.timing` answers requests for rows.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from gancheck.bench.child import answering
from gancheck.bench.counters import PERIOD, count
from gancheck.bench.frozen import frozen_run
from gancheck.bench.paired import BLOCK, Step, calls_for, compare
from gancheck.bench.reference import reference_run
from gancheck.bench.row import Row
from gancheck.bench.size import Size
from gancheck.bench.target import TargetStep
from gancheck.targets import TargetError

Run = Callable[[int], object]  # does so many iterations

COUNTED = 8  # iterations of a target, whose periods are not known


def reference_row(size: Size, *, rounds: int) -> Row:
    """The reference implementation over the frozen plain step."""
    return row(str(size), reference_run(size), frozen_run(*size), rounds=rounds)


def target_row(step: TargetStep, *, rounds: int) -> Row:
    """Somebody's step over the reference's, 2x32, at the same minibatch and k. All threads of the process count."""
    reference = reference_run(Size(32, step.minibatch), k=step.k)
    return row(step.name, step.run, reference, rounds=rounds, counted=COUNTED, clock=time.process_time)


def row(
    name: str,
    run: Run,
    beside: Run,
    *,
    rounds: int,
    counted: int = PERIOD,
    clock: Callable[[], float] = time.thread_time,
) -> Row:
    """A run over another: a call of each does as many iterations as take the other a hundredth of a second.

    The counters are of `counted` iterations of the one and a period of the other, after as many to warm up.
    """
    run(counted)
    beside(PERIOD)
    counters, beside_counters = count(run, counted), count(beside)
    n = calls_for(lambda: beside(1), BLOCK, clock)
    found = compare(lambda: beside(n), lambda: run(n), rounds=rounds, block=0.0, clock=clock)
    return Row(name, found.candidate_seconds / n, found.baseline_seconds / n, found.ratio, counters, beside_counters)


def repeated(step: Step) -> Run:
    """A step as a run."""

    def run(iterations: int) -> None:
        for _ in range(iterations):
            step()

    return run


def main() -> None:
    """Answer until the input ends: `size` for a row of the reference, `target` for one of somebody's."""

    def answer(rounds: int, size: list[int] | None = None, target: str = "") -> dict[str, Any]:
        row = (
            target_row(TargetStep(target), rounds=rounds) if size is None else reference_row(Size(*size), rounds=rounds)
        )
        return row.to_json()

    answering(answer, TargetError)


if __name__ == "__main__":
    main()
