"""Where a series of ratios changed its level: binary segmentation with permutation tests.

Of a series without a change the runs can be exchanged, so the first test alarms with probability at most alpha, and
only if it does are the two parts tested in their turn: of S series that never changed, any alarms with probability at
most alpha, each being tested at alpha / S. A series of n runs can show a change only where 2 / C(n, n / 2) is less:
10 runs for one series at .01.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import permutation_test

ALPHA = 0.01
_RESAMPLES = 9999


@dataclass(frozen=True)
class Change:
    """From run `at` on the level is `after`, where it was `before`; `p` is the p-value of its test."""

    at: int
    before: float
    after: float
    p: float


def changes(ratios: Sequence[float] | np.ndarray, *, alpha: float = ALPHA, series: int = 1) -> tuple[Change, ...]:
    """The changes of level in a series of positive ratios, by their place. Levels are geometric means."""
    logs = np.log(np.asarray(ratios, float))
    places = sorted(_split(logs, 0, alpha / series))
    edges = [0, *(at for at, _ in places), len(logs)]
    levels = [float(np.exp(logs[low:high].mean())) for low, high in itertools.pairwise(edges)]
    return tuple(
        Change(at, before, after, p) for (at, p), before, after in zip(places, levels[:-1], levels[1:], strict=True)
    )


def _split(logs: np.ndarray, start: int, alpha: float) -> list[tuple[int, float]]:
    """Where it changes, and with which p-value; the parts in their turn."""
    if len(logs) < 4 or np.ptp(logs) == 0:
        return []
    found = permutation_test(
        (logs,),
        lambda x, axis=-1: largest_step(x, axis)[0],
        permutation_type="pairings",
        alternative="greater",
        vectorized=True,
        n_resamples=_RESAMPLES,
        batch=1000,
        rng=np.random.default_rng(0),
    )
    if found.pvalue > alpha:
        return []
    at = int(largest_step(logs)[1])
    return [
        (start + at, float(found.pvalue)),
        *_split(logs[:at], start, alpha),
        *_split(logs[at:], start + at, alpha),
    ]


def largest_step(x: np.ndarray, axis: int = -1) -> tuple[np.ndarray, np.ndarray]:
    """The largest difference of means of a first part and the rest, in standard units, and the first part's length."""
    x = np.moveaxis(x, axis, -1)
    n = x.shape[-1]
    first = np.arange(1, n)
    sums = np.cumsum(x - x.mean(-1, keepdims=True), axis=-1)[..., :-1]
    steps = np.abs(sums) * np.sqrt(n / (first * (n - first)))
    place = steps.argmax(-1)
    return steps.max(-1), place + 1
