"""Generations of workers of two trees, asked for one by one, until the time is up."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from gancheck.bench.against.nursery import ARMS
from gancheck.bench.child import child
from gancheck.bench.counters import Counters
from gancheck.bench.size import Size

ROUNDS = 24  # of a generation
FEWEST, MOST = 10, 40  # generations
_NURSERY = "gancheck.bench.against.nursery"
_PATIENCE = 120.0  # seconds for a generation

Times = dict[str, list[list[float]]]
Progress = Callable[[float], None]


def measure(
    old: Path,
    new: Path,
    size: Size,
    *,
    seconds: float,
    seed: int = 0,
    progress: Progress = lambda fraction: None,
) -> tuple[Times, int]:
    """Block times by arm, a list for each generation, and the calls of a block.

    As many generations are made as begin within `seconds`, but at least 10 and at most 40. Raises ChildError if a
    tree's code cannot run.
    """
    times: Times = {arm: [] for arm in ARMS}
    calls: int | None = None
    with child(_NURSERY, patience=_PATIENCE) as ask:
        begun = time.monotonic()
        for generation in range(MOST):
            spent = time.monotonic() - begun
            if generation >= FEWEST and spent >= seconds:
                break
            progress(min(generation / FEWEST, max(spent / seconds, generation / MOST)))
            answer = ask(
                trees={"old": str(old), "new": str(new)},
                size=size,
                calls=calls,
                rounds=ROUNDS,
                seed=seed * MOST + generation,
            )
            calls = answer["calls"]
            for arm in ARMS:
                times[arm].append(answer["times"][arm])
    assert calls is not None
    return times, calls


def step_seconds(times: Times, calls: int) -> tuple[float, float]:
    """The median time of one iteration in the old tree and in the new one: figures of this machine, at that time."""
    old, new = (np.median(np.concatenate(times[arm] + times[f"{arm} twin"])) / calls for arm in ("old", "new"))
    return float(old), float(new)


def count_tree(tree: Path, sizes: Sequence[Size]) -> dict[Size, Counters]:
    """The exact counters of the step of a tree. Raises ChildError."""
    with child(_NURSERY, patience=_PATIENCE) as ask:
        return {size: Counters(**ask(tree=str(tree), size=size)) for size in sizes}
