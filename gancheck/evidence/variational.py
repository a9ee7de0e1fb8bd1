"""A lower confidence bound on the JSD between two distributions of which only samples are known.

For every discriminator D the JSD is at least log 2 + (E_p log D + E_q log(1 - D)) / 2, with equality at D*
(Goodfellow et al. 2014, Theorem 1). A critic is fitted on half of the samples; on the other half its value is
a mean of bounded independent numbers, and gets a betting bound. However badly the critic fits, the bound
holds. There is no upper bound: a difference that no critic saw may be there. So it serves to fail, never to
pass.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gancheck.evidence import betting, boosting, critics, perceptron
from gancheck.evidence.budget import check_probability
from gancheck.evidence.critics import Critic, Logit
from gancheck.evidence.outcome import Measurement
from gancheck.evidence.samples import Rows, Samples, as_pair

CRITICS: dict[str, Critic] = {
    "kernel": critics.kernel,
    "histogram": critics.histogram,
    "neighbours": critics.neighbours,
    "perceptron": perceptron.perceptron,
    "boosting": boosting.boosting,
}

# D stays within 1e-4 of 0 and 1, whatever a critic says: the range of its value is what a bound pays for.
_LARGEST_LOGIT = 9.0


@dataclass(frozen=True)
class VariationalBound:
    """A lower bound `low` of the JSD in nats, and what the best critic reads; `high` is log 2.

    `critics` were tried, each at an equal part of alpha; `best` gave the bound. `samples` were held out, of
    each kind.
    """

    low: float
    estimate: float
    high: float
    critics: tuple[str, ...]
    best: str
    samples: int

    def measurement(self) -> Measurement:
        """Return the same for an outcome."""
        return Measurement("variational bound of the JSD", self.estimate, self.low, self.high, "nats")


def jsd_lower_bound(
    real: Samples, fake: Samples, *, alpha: float, seed: int, names: Sequence[str] | None = None
) -> VariationalBound:
    """Return a number above JSD(p, q) with probability at most `alpha`, from samples of p and of q.

    Without `names` the critics are kernel, histogram and neighbours in one dimension, perceptron and boosting
    in more. They see ranks, so the scale of the coordinates does not matter, their directions do: give
    Rosenblatt coordinates of p_data where there are. Of unequally many samples the surplus is dropped.
    Deterministic in `seed`. Raises ValueError for different dimensions, fewer than 100 samples, unknown
    critics or infinities.
    """
    check_probability(alpha, "alpha")
    generator = np.random.default_rng(seed)
    p, q = as_pair(real, fake, generator, "fit the critics")
    n, half = len(p), len(p) // 2
    if names is None:
        names = ("kernel", "histogram", "neighbours") if p.shape[1] == 1 else ("perceptron", "boosting")
    _check_names(names, p.shape[1])
    results = []
    for name in names:
        logit = CRITICS[name](p[:half], q[:half], generator.spawn(1)[0])
        results.append((*_value(logit, p, q, half, alpha / len(names)), name))
    low, _, best = max(results, key=lambda result: result[:2])
    estimate = max(0.0, *(result[1] for result in results))
    return VariationalBound(low, estimate, math.log(2.0), tuple(names), best, n - half)


def _check_names(names: Sequence[str], dim: int) -> None:
    if not names or (unknown := set(names) - set(CRITICS)):
        raise ValueError(f"critics {sorted(unknown) if names else '()'} are not known; choose from {list(CRITICS)}")
    if dim > 1 and (flat := set(names) & {"kernel", "histogram", "neighbours"}):
        raise ValueError(
            f"{sorted(flat)} are critics of one dimension, the samples have {dim}; use perceptron, boosting"
        )


def _value(logit: Logit, p: Rows, q: Rows, half: int, alpha: float) -> tuple[float, float]:
    """Lower bound and mean of the critic's value on what was held out, in nats."""
    seen = np.concatenate((logit(p[:half]), logit(q[:half])))
    least, most = max(float(seen.min()), -_LARGEST_LOGIT), min(float(seen.max()), _LARGEST_LOGIT)
    least, most = min(least, _LARGEST_LOGIT), max(most, -_LARGEST_LOGIT)
    on_real, on_fake = (np.clip(logit(x[half:]), least, most) for x in (p, q))
    value = math.log(2.0) - (np.logaddexp(0, -on_real) + np.logaddexp(0, on_fake)) / 2
    mean = math.fsum(value) / len(value)
    floor = math.log(2.0) - (math.log1p(math.exp(-least)) + math.log1p(math.exp(most))) / 2
    ceiling = math.log(2.0) - (math.log1p(math.exp(-most)) + math.log1p(math.exp(least))) / 2
    if ceiling - floor <= 1e-12:
        return max(0.0, min(mean, ceiling)), mean
    unit = np.clip((value - floor) / (ceiling - floor), 0.0, 1.0)
    low = floor + (ceiling - floor) * betting.lower_bound(unit, alpha)
    return max(0.0, min(low, mean)), mean


def discrepancy_seen(n: int, alpha: float, beta: float, limit: float = 0.0, critics: int = 3) -> float:
    """Return the value of a critic, in nats, that `n` samples of each kind show to be above `limit`.

    It is missed with probability at most `beta`. It says how much a critic has to see, not how much of the
    JSD a critic sees. A value J has a standard deviation of about sqrt(J) near J = 0, and no larger a
    multiple of it above; with the width of betting (`betting.discrepancy_seen`) that is a quadratic equation
    in sqrt(J). Measured, not proved.
    """
    first, second = _width(alpha / critics, beta)
    held = max(n // 2, 1)
    a, b = first / math.sqrt(held), limit + second / held
    return ((a + math.sqrt(a**2 + 4 * b)) / 2) ** 2


def samples_needed(jsd: float, alpha: float, beta: float, limit: float = 0.0, critics: int = 3) -> int:
    """Return how many samples of each kind show a critic's value `jsd` to be above `limit`.

    Inverse of `discrepancy_seen`.
    """
    if not 0.0 <= limit < jsd <= math.log(2.0):
        raise ValueError(f"jsd is {jsd} and limit is {limit}; give 0 <= limit < jsd <= log 2")
    first, second = _width(alpha / critics, beta)
    slope = first * math.sqrt(jsd)
    root = (slope + math.sqrt(slope**2 + 4 * second * (jsd - limit))) / (2 * (jsd - limit))
    return 2 * math.ceil(root**2 * (1 - 1e-12))


def _width(alpha: float, beta: float) -> tuple[float, float]:
    check_probability(alpha, "alpha")
    check_probability(beta, "beta")
    a, b = -math.log(alpha), -math.log(beta)
    return math.sqrt(2) * (math.sqrt(a) + math.sqrt(b)), 3 * (a + b)
