"""Confidence bounds on the mean of numbers in [0, 1] by betting.

For every candidate mean m a gambler bets that the mean is larger; under a mean of m or less the wealth prod
(1 + lambda_i (x_i - m)) is a supermartingale, so it ever reaches 1/alpha with probability at most alpha
(Ville). The bound is the smallest m that was not refuted (Waudby-Smith and Ramdas 2023, section 4). It holds
for every distribution on [0, 1] and every n, and adapts to the variance.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize

from gancheck.evidence.budget import check_probability
from gancheck.evidence.samples import Rows, Samples, as_unit

# The largest share of the wealth that is put at risk at once.
_BOLDNESS = 0.75


def lower_bound(samples: Samples, alpha: float) -> float:
    """Return a number above the mean of the samples' distribution with probability at most `alpha`.

    `samples` are independent draws in [0, 1], shape `(n,)` or `(n, 1)`, in an order that has nothing to do
    with their values. Never above the sample mean. Takes O(n), and is a deterministic function of the
    samples.
    """
    x = _column(samples)
    check_probability(alpha, "alpha")
    # A fixed shuffle leaves independent draws independent, and takes the harm out of sorted ones.
    x = x[np.random.default_rng(len(x)).permutation(len(x))]
    bets = _bets(x, alpha)
    target = -math.log(alpha)

    def refuted(m: float) -> float:
        """Return the log of the greatest wealth over time, less what refutes m; decreasing in m."""
        wealth = np.log1p(np.minimum(bets, _BOLDNESS / m) * (x - m))
        return float(np.cumsum(wealth).max()) - target

    mean = min(math.fsum(x) / len(x), 1.0)
    tiny = 1e-12
    if mean <= tiny or refuted(tiny) <= 0:
        return 0.0
    if refuted(mean) >= 0:
        return mean
    root, tolerance = float(optimize.brentq(refuted, tiny, mean, xtol=1e-9, rtol=1e-9)), 1e-9
    # A root-finder may stop on either side; every m below the root is refuted.
    return max(root - 2 * tolerance, 0.0)


def upper_bound(samples: Samples, alpha: float) -> float:
    """Return a number below the mean with probability at most `alpha`; see `lower_bound`."""
    return 1.0 - lower_bound(1.0 - _column(samples), alpha)


def interval(samples: Samples, alpha: float) -> tuple[float, float]:
    """Both bounds, each at `alpha / 2`; the sample mean lies between them."""
    x = _column(samples)
    return lower_bound(x, alpha / 2), upper_bound(x, alpha / 2)


def discrepancy_seen(n: int, alpha: float, beta: float, sd: float = 0.5) -> float:
    """Return the gap between the mean and a limit below it that `n` samples of standard deviation `sd` see.

    "The mean is at most `limit`" fails when the lower bound exceeds `limit`: wrongly with probability at most
    `alpha`, which is proved, and missing a mean of `limit + gap` with probability at most `beta`, which is
    not: the gap is sd sqrt(2/n) (sqrt(log 1/alpha) + sqrt(log 1/beta)), the width that betting has in the
    limit plus a Gaussian tail, with a term 3 log(1 / (alpha beta)) / n on top for what learning the variance
    costs. The tests measure it.
    """
    check_probability(alpha, "alpha")
    check_probability(beta, "beta")
    if n < 1:
        raise ValueError(f"n is {n}; it has to be at least 1")
    first, second = _width(alpha, beta, sd)
    return first / math.sqrt(n) + second / n


def samples_needed(gap: float, alpha: float, beta: float, sd: float = 0.5) -> int:
    """Return samples that see `gap`; the inverse of `discrepancy_seen`, with its errors."""
    check_probability(alpha, "alpha")
    check_probability(beta, "beta")
    if not 0.0 < gap <= 1.0:
        raise ValueError(f"gap is {gap}; means in [0, 1] are at most 1 apart")
    first, second = _width(alpha, beta, sd)
    return math.ceil(((first + math.sqrt(first**2 + 4 * gap * second)) / (2 * gap)) ** 2)


def _width(alpha: float, beta: float, sd: float) -> tuple[float, float]:
    if not 0.0 <= sd <= 0.5:
        raise ValueError(f"sd is {sd}; a standard deviation on [0, 1] lies in [0, 0.5]")
    a, b = -math.log(alpha), -math.log(beta)
    return sd * math.sqrt(2) * (math.sqrt(a) + math.sqrt(b)), 3 * (a + b)


def _column(samples: Samples) -> Rows:
    x = as_unit(samples)
    if x.shape[1] != 1:
        raise ValueError(f"samples have shape {x.shape}; betting needs one number a sample, shape (n,) or (n, 1)")
    return np.asarray(x[:, 0])


def _bets(x: Rows, alpha: float) -> Rows:
    """Return the bet before each sample: the best for a fixed n if the variance so far is the variance."""
    n = len(x)
    t = np.arange(1, n + 1)
    mean = (0.5 + np.cumsum(x)) / (t + 1)
    variance = (0.25 + np.cumsum((x - mean) ** 2)) / (t + 1)
    before = np.concatenate(([0.25], variance[:-1]))
    return np.asarray(np.sqrt(-2 * math.log(alpha) / (n * before)))
