"""What is timed in a process of its own: the reference beside the frozen step, somebody's step beside the reference.

`python -m gancheck.bench.timing` answers requests for rows.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from gancheck.bench.child import answering
from gancheck.bench.counters import count
from gancheck.bench.frozen import frozen_run
from gancheck.bench.paired import Step, compare
from gancheck.bench.reference import reference_run
from gancheck.bench.row import Row
from gancheck.bench.size import Size
from gancheck.bench.target import TargetStep
from gancheck.targets import TargetError

WARM = 16  # iterations before anything is counted or timed: optimizers have their state then


def reference_row(size: Size, *, rounds: int) -> Row:
    """The reference implementation over the frozen plain step."""
    ours, plain = reference_run(size), frozen_run(*size)
    return row(str(size), lambda: ours(1), lambda: plain(1), rounds=rounds)


def target_row(step: TargetStep, *, rounds: int) -> Row:
    """Somebody's step over the reference's, 2x32, at the same minibatch and k. All threads of the process count."""
    reference = reference_run(Size(32, step.minibatch), k=step.k)
    return row(step.name, step, lambda: reference(1), rounds=rounds, clock=time.process_time)


def row(name: str, step: Step, beside: Step, *, rounds: int, clock: Callable[[], float] = time.thread_time) -> Row:
    """A step over another, both warm, with the counters of one step of each."""
    for _ in range(WARM):
        step()
        beside()
    counters, beside_counters = count(step), count(beside)
    found = compare(beside, step, rounds=rounds, clock=clock)
    return Row(name, found.candidate_seconds, found.baseline_seconds, found.ratio, counters, beside_counters)


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
