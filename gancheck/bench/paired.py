"""Two callables timed side by side in one process: blocks of calls that take turns, in random order, by CPU time.

One run's time against another's says little on a shared machine: the median of the same code differs by tens of per
cent between runs. Within one round, milliseconds apart, the ratio holds.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from gancheck.bench.processor import one_thread
from gancheck.bench.ratio import Ratio, paired_ratio
from gancheck.bench.verdict import MARGIN, Verdict, judge

ROUNDS = 200
BLOCK = 0.01  # seconds of a block

Step = Callable[[], object]


@dataclass(frozen=True)
class Comparison:
    """Candidate over baseline, and baseline over itself, from the same rounds.

    `seconds` is the median time of one call of each: an absolute figure of this machine at that time.
    """

    ratio: Ratio
    control: Ratio
    verdict: Verdict
    baseline_seconds: float
    candidate_seconds: float


def compare(
    baseline: Step,
    candidate: Step,
    *,
    rounds: int = ROUNDS,
    block: float = BLOCK,
    margin: float = MARGIN,
    seed: int = 0,
    clock: Callable[[], float] = time.thread_time,
) -> Comparison:
    """Time both, three blocks a round: candidate, baseline, and baseline again as the control, in random order.

    A block is as many calls as take `block` seconds. Both are warmed up first by a block of each. Torch runs on one
    thread and one processor meanwhile: `clock` counts this thread alone. The candidate is divided by the geometric
    mean of the round's two blocks of the baseline.
    """
    steps = {"baseline": baseline, "candidate": candidate, "control": baseline}
    with one_thread():
        calls = {name: calls_for(step, block, clock) for name, step in steps.items()}
        calls["control"] = calls["baseline"]
        times = interleave(
            {name: _blocks(step, calls[name], clock) for name, step in steps.items()}, rounds=rounds, seed=seed
        )
    middle = np.sqrt(times["baseline"] * times["control"])
    ratio = paired_ratio(times["candidate"], middle)
    control = paired_ratio(times["control"], times["baseline"])
    return Comparison(
        ratio,
        control,
        judge(ratio, control, margin=margin),
        float(np.median(middle)),
        float(np.median(times["candidate"])),
    )


def interleave(blocks: Mapping[str, Callable[[], float]], *, rounds: int, seed: int) -> dict[str, np.ndarray]:
    """Run each block once a round, in an order drawn anew for each; what each returned, `(rounds,)` by name."""
    order, names = random.Random(seed), list(blocks)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(rounds):
        order.shuffle(names)
        for name in names:
            taken[name].append(blocks[name]())
    return {name: np.array(values) for name, values in taken.items()}


def calls_for(step: Step, seconds: float, clock: Callable[[], float] = time.thread_time) -> int:
    """How many calls take about `seconds`: doubled until they do, which warms the step up as well."""
    calls = 1
    while True:
        taken = timed(step, calls, clock)
        if taken >= seconds / 2:
            return max(1, round(calls * seconds / taken)) if taken > 0 else calls
        calls *= 2


def timed(step: Step, calls: int, clock: Callable[[], float] = time.thread_time) -> float:
    """Seconds that so many calls take together."""
    begun = clock()
    for _ in range(calls):
        step()
    return clock() - begun


def _blocks(step: Step, calls: int, clock: Callable[[], float]) -> Callable[[], float]:
    return lambda: timed(step, calls, clock) / calls
