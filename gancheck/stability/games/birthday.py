"""The birthday problem: what duplicates among samples say of a generator's support. Arora and Zhang 2017."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gancheck.evidence.budget import check_probability

Floats = NDArray[np.float64]

_MOST = 10_000
_MOST_SUPPORT = 2**62


def duplicate_probability(samples: int, support: int | Sequence[float]) -> float:
    """Return the probability that among `samples` independent draws two are the same, exactly.

    `support` is a number of equally likely points, or the probabilities of each point. 23 people and 365 days give
    0.507. Equal probabilities make duplicates least likely (Munford 1977). Raises ValueError for fewer than one
    sample or point, and for probabilities that are negative or do not sum to 1.
    """
    if samples < 1:
        raise ValueError(f"duplicates are counted among at least one sample, not {samples}")
    if isinstance(support, int):
        _check_support(support)
        if samples > support:
            return 1.0
        return float(-np.expm1(np.log1p(-np.arange(samples) / support).sum()))
    masses = np.asarray(support, dtype=np.float64)
    if masses.ndim != 1 or not len(masses) or (masses < 0).any() or abs(masses.sum() - 1.0) > 1e-9:
        raise ValueError("the probabilities of the points have to be at least 0 and sum to 1")
    # P(no duplicate) = s! e_s(masses), the elementary symmetric polynomial: j! e_j, one point after the other.
    distinct = np.zeros(samples + 1)
    distinct[0] = 1.0
    order = np.arange(1, samples + 1)
    for mass in masses:
        distinct[1:] += order * mass * distinct[:-1]
    return float(min(max(1.0 - distinct[-1], 0.0), 1.0))


def samples_needed(support: int, probability: float = 0.5) -> int:
    """Return the least number of samples of `support` equally likely points with a duplicate that probable."""
    _check_support(support)
    check_probability(probability, "probability")
    low, high = 1, 2
    while duplicate_probability(high, support) < probability:
        low, high = high, min(2 * high, support + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if duplicate_probability(middle, support) >= probability else (middle, high)
    return high


def distinct_probabilities(samples: int, support: int) -> Floats:
    """Return the probability of each number of distinct points, 0 to `samples`, among equally likely ones.

    Each draw is new with probability (support - k) / support after k distinct ones: the occupancy distribution.
    """
    _check_support(support)
    if not 1 <= samples <= _MOST:
        raise ValueError(f"the occupancy distribution is computed for 1 to {_MOST:,} samples, not {samples}")
    seen = np.minimum(np.arange(samples + 1) / support, 1.0)
    probabilities = np.zeros(samples + 1)
    probabilities[0] = 1.0
    for drawn in range(samples):
        new = probabilities[: drawn + 1] * (1.0 - seen[: drawn + 1])
        probabilities[: drawn + 1] *= seen[: drawn + 1]
        probabilities[1 : drawn + 2] += new
    return probabilities


@dataclass(frozen=True)
class SupportSize:
    """How many points a generator's samples come from: `low` to `high`, and the likeliest number in between.

    `high` and `estimate` are infinite where all samples are distinct.
    """

    low: int
    high: float
    estimate: float


def support_size(samples: int, distinct: int, *, alpha: float = 0.05) -> SupportSize:
    """Return an interval for the number of points, from the number of `distinct` ones among `samples` draws.

    Clopper and Pearson's construction with the exact occupancy distribution, whose count of distinct points grows
    with the support. For equally likely points it misses with probability at most `alpha`, half a side.

    `low` holds for unequal probabilities too, at `alpha` / 2: equal ones make the count largest (Wong and Yue 1973), so
    that so many distinct points are too many for a smaller support of any kind. `high` does not: a generator that
    prefers few of many points looks like one with few. Raises ValueError for impossible counts and more than 10,000
    samples.
    """
    check_probability(alpha, "alpha")
    if not 1 <= distinct <= samples:
        raise ValueError(f"{distinct} distinct of {samples} samples: give 1 <= distinct <= samples")

    def at_least(support: int) -> float:
        return float(distinct_probabilities(samples, support)[distinct:].sum())

    def at_most(support: int) -> float:
        return float(distinct_probabilities(samples, support)[: distinct + 1].sum())

    low = _least(lambda n: at_least(n) > alpha / 2, distinct)
    if distinct == samples:
        return SupportSize(low, math.inf, math.inf)
    high = _least(lambda n: at_most(n) <= alpha / 2, distinct) - 1
    return SupportSize(low, float(high), float(_likeliest(samples, distinct)))


def _likeliest(samples: int, distinct: int) -> int:
    """The support at which so many distinct points are likeliest: one point more makes them less so."""

    def enough(n: int) -> bool:
        """Whether n + 1 points make the count no likelier than n do."""
        ahead = math.log1p(distinct / (n + 1 - distinct)) + samples * math.log1p(-1.0 / (n + 1))
        return ahead <= 0

    return _least(enough, distinct)


def _least(holds: Callable[[int], bool], start: int) -> int:
    """The least number from `start` on for which `holds`, which stays true once it is."""
    if holds(start):
        return start
    step = 1
    while not holds(start + step):
        step *= 2
        if start + step > _MOST_SUPPORT:
            raise ValueError("the support is larger than 2^62, or the samples say nothing of it: take more samples")
    low, high = start + step // 2, start + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _check_support(support: int) -> None:
    if not 1 <= support <= _MOST_SUPPORT:
        raise ValueError(f"a support has from 1 to 2^62 points, not {support}")
