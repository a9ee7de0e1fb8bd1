"""Speedups from blocks that take turns, and how far a step is from its matrix products alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from gancheck.bench.paired import interleave, timed
from gancheck.bench.processor import one_thread
from gancheck.bench.ratio import Ratio, paired_ratio
from gancheck.bench.timing import Run, repeated
from suites.benchmarks.products import Passed, Product, flops, peak_copy, peak_product


def blocks(runs: Mapping[str, tuple[Run, int]], *, rounds: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Processor seconds of an iteration by name, `(rounds,)`: blocks of the given iterations, in random order."""
    with one_thread():
        for run, iterations in runs.values():
            run(iterations)
        return interleave(
            {name: _block(run, iterations) for name, (run, iterations) in runs.items()}, rounds=rounds, seed=seed
        )


def speedup(times: Mapping[str, np.ndarray], slow: str, fast: str, share: float = 1.0) -> Ratio:
    """How many times faster, with the interval at 99 %; of `fast` a share of each iteration counts."""
    return paired_ratio(times[slow], times[fast] * share)


def limits(times: Mapping[str, np.ndarray], step: str, these: Iterator[Product], members: int = 1) -> dict[str, Any]:
    """The step's FLOPs over the processor's, measured in the same rounds as `peak product`."""
    work, peak = members * flops(these), peak_product()[1]
    share = paired_ratio(times["peak product"] / peak * work, times[step])
    return {"MFLOP": round(work / 1e6, 2), "FLOPs over the ceiling": rounded(share)}


def traffic(times: Mapping[str, np.ndarray], step: str, run: Run, iterations: int) -> dict[str, Any]:
    """ATen calls of an iteration, and the bytes that they pass over those that a copy in memory moves meanwhile."""
    with Passed() as passed:
        run(iterations)
    calls, through = passed.calls / iterations, passed.bytes / iterations
    share = paired_ratio(times["peak copy"] / peak_copy()[1] * through, times[step])
    return {
        "ATen calls": round(calls, 1),
        "MB through them": round(through / 1e6, 2),
        "bytes over the ceiling": rounded(share),
    }


def ceilings() -> dict[str, tuple[Run, int]]:
    """What the processor can do at its best, as runs beside those of the step."""
    return {"peak product": (repeated(peak_product()[0]), 4), "peak copy": (repeated(peak_copy()[0]), 1)}


def rounded(ratio: Ratio) -> tuple[float, float, float]:
    """The ratio, and the ends of its interval."""
    return round(ratio.value, 3), round(ratio.low, 3), round(ratio.high, 3)


def _block(run: Run, iterations: int) -> Callable[[], float]:
    return lambda: timed(lambda: run(iterations), 1) / iterations
