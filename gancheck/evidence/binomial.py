"""Bounds on a probability from counts, and the test that no mode of p_data has been lost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import optimize, special, stats

from gancheck.evidence.budget import check_probability


def lower_bound(successes: int, trials: int, alpha: float) -> float:
    """Return the Clopper-Pearson lower bound, above the probability with probability at most `alpha`."""
    _check(successes, trials, alpha)
    return float(special.betaincinv(successes, trials - successes + 1, alpha)) if successes else 0.0


def upper_bound(successes: int, trials: int, alpha: float) -> float:
    """Return the Clopper-Pearson upper bound, below the probability with probability at most `alpha`."""
    return 1.0 - lower_bound(trials - successes, trials, alpha)


def interval(successes: int, trials: int, alpha: float) -> tuple[float, float]:
    """Return the Clopper-Pearson interval (1934), which misses at most at rate `alpha`, half a side."""
    return lower_bound(successes, trials, alpha / 2), upper_bound(successes, trials, alpha / 2)


def anytime_interval(successes: int, failures: int, alpha: float) -> tuple[float, float]:
    """Return an interval of the success probability that may be looked at after every trial.

    All intervals along one sequence hold together with probability at least 1 - `alpha`: the Bayes factor of
    the uniform mixture against p is a martingale under p (Robbins 1970, Ville's inequality).
    """
    _check(successes, successes + failures, alpha)
    mixture = special.betaln(successes + 1, failures + 1) + math.log(alpha)

    def excess(p: float) -> float:
        return float(mixture - special.xlogy(successes, p) - special.xlog1py(failures, -p))

    best = successes / (successes + failures)
    low = optimize.brentq(excess, 1e-300, best, xtol=1e-15) if successes else 0.0
    high = optimize.brentq(excess, best, 1 - 1e-16, xtol=1e-15) if failures else 1.0
    return float(low), float(high)


@dataclass(frozen=True)
class ModeMass:
    """What samples say of one mode: its mass with a two-sided interval, and whether too little of it is left.

    `floor` is the mass that it should have at least; `p_value` the probability of so few samples at that
    mass; `lost` whether the mass was shown to be below the floor.
    """

    mode: int
    mass: float
    low: float
    high: float
    floor: float
    p_value: float
    lost: bool


def mode_masses(
    counts: Sequence[int], samples: int, weights: Sequence[float], *, alpha: float, fraction: float = 0.25
) -> tuple[ModeMass, ...]:
    """Judge "its mass is at least `fraction` of its weight" for every mode, from samples counted a mode.

    One binomial test a mode, each at `alpha` / modes, so that a generator that keeps every floor is said to
    have lost any mode with probability at most `alpha`. The intervals hold together with probability 1 -
    `alpha`. Samples that belong to no mode are in `samples` but in no count.
    """
    check_probability(alpha, "alpha")
    if len(counts) != len(weights) or not len(counts):
        raise ValueError(f"{len(counts)} counts for {len(weights)} weights; give one of each for every mode")
    if not (0.0 < fraction <= 1.0 and all(0.0 < w <= 1.0 for w in weights)):
        raise ValueError(f"fraction {fraction} and weights {list(weights)} have to lie in (0, 1]")
    if sum(counts) > samples or min(counts) < 0:
        raise ValueError(f"the counts {list(counts)} do not fit into {samples} samples")
    share = alpha / len(counts)
    result = []
    for mode, (count, weight) in enumerate(zip(counts, weights, strict=True)):
        p_value = float(special.bdtr(count, samples, fraction * weight))
        low, high = interval(int(count), samples, share)
        lost = p_value <= share
        result.append(ModeMass(mode, count / samples, low, high, fraction * weight, p_value, lost))
    return tuple(result)


def samples_needed(
    mass: float, weight: float, *, alpha: float, beta: float, modes: int = 1, fraction: float = 0.25
) -> int:
    """Return the least number of samples with which `mode_masses` finds a mode of only `mass` lost.

    It is missed with probability at most `beta`. Inverse of `discrepancy_seen`: the least n that sees `mass`.
    Counts are whole, so a few more samples may see slightly less.
    """
    floor = fraction * weight
    if not 0.0 <= mass < floor:
        raise ValueError(f"a mass of {mass} is not below the floor {floor:.6g}; there is nothing to find")
    # Only the least n at which a count of c rejects can be the answer: from there on its sight gets worse.
    low, high = 0, 1
    while _seen_at(high - 1, floor, alpha / modes, beta)[1] < mass:
        low, high = high, 2 * high
        if high > 2**40:
            raise ValueError(f"a mass of {mass} cannot be told from the floor {floor:.6g} with 1e12 samples")
    while low < high:
        middle = (low + high) // 2
        if _seen_at(middle, floor, alpha / modes, beta)[1] >= mass:
            high = middle
        else:
            low = middle + 1
    return _seen_at(low, floor, alpha / modes, beta)[0]


def discrepancy_seen(
    samples: int, weight: float, *, alpha: float, beta: float, modes: int = 1, fraction: float = 0.25
) -> float | None:
    """Return the largest mass that `samples` show to be lost, missed with probability at most `beta`.

    None where not even an empty mode would be found.
    """
    floor = fraction * weight
    critical = int(stats.binom.ppf(alpha / modes, samples, floor))
    while critical >= 0 and stats.binom.cdf(critical, samples, floor) > alpha / modes:
        critical -= 1
    return None if critical < 0 else _mass_seen(critical, samples, beta)


def _mass_seen(critical: int, samples: int, beta: float) -> float:
    """Return the mass at which more than `critical` of the samples hit the mode with probability `beta`."""
    return float(special.betaincinv(critical + 1, samples - critical, beta))


def _seen_at(critical: int, floor: float, alpha: float, beta: float) -> tuple[int, float]:
    """Return the least n at which a count of `critical` rejects the floor, and the mass that it sees."""
    # P(Bin(n, floor) <= c) is the incomplete beta function I(n - c, c + 1) at 1 - floor, continuous in n.
    n = critical + max(math.ceil(float(special.btdtria(alpha, critical + 1, 1.0 - floor))), 1)
    while stats.binom.cdf(critical, n, floor) > alpha:
        n += 1
    while n > critical + 1 and stats.binom.cdf(critical, n - 1, floor) <= alpha:
        n -= 1
    return n, _mass_seen(critical, n, beta)


def _check(successes: int, trials: int, alpha: float) -> None:
    check_probability(alpha, "alpha")
    if not 0 <= successes <= trials or trials < 1:
        raise ValueError(f"{successes} successes in {trials} trials; give 0 <= successes <= trials, at least one trial")
