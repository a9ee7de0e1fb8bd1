"""Statements on the Kolmogorov-Smirnov distance between samples and a known distribution function.

The distance is sup |F_n - F|. By the Dvoretzky-Kiefer-Wolfowitz inequality (Massart 1990) the empirical
distribution function of n independent samples is within sqrt(log(2 / alpha) / 2n) of the true one, everywhere
at once, with probability at least 1 - alpha, whatever the true one is: discrete, heavy-tailed or constant.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from gancheck.evidence.budget import check_probability
from gancheck.evidence.outcome import Measurement, Power
from gancheck.evidence.samples import Rows, Samples, as_column

Cdf = Callable[[Any], Any]


def dkw_radius(n: int, alpha: float, looks: int = 1) -> float:
    """How far the empirical distribution function of `n` samples may be off, except with probability `alpha`.

    With `looks`, the radius at each of that many looks, so that all of them hold at once.
    """
    check_probability(alpha, "alpha")
    if n < 1 or looks < 1:
        raise ValueError(f"n is {n} and looks is {looks}; both have to be at least 1")
    return math.sqrt(math.log(2.0 * looks / alpha) / (2.0 * n))


def samples_needed(gap: float, alpha: float, beta: float, looks: int = 1) -> int:
    """Return samples with which "the distance is at most eps" fails wrongly with probability at most `alpha`.

    And a distance of `eps + gap` or more escapes failing with probability at most `beta`. Inverse of
    `discrepancy_seen`.
    """
    if not 0.0 < gap <= 1.0:
        raise ValueError(f"gap is {gap}; a Kolmogorov-Smirnov distance lies in (0, 1]")
    return math.ceil((dkw_radius(1, alpha, looks) + dkw_radius(1, beta, looks)) ** 2 / gap**2)


def discrepancy_seen(n: int, alpha: float, beta: float, looks: int = 1) -> float:
    """Return the gap above the limit that `n` samples see, with the errors of `samples_needed`."""
    return dkw_radius(n, alpha, looks) + dkw_radius(n, beta, looks)


def ks_distance(samples: Samples, cdf: Cdf) -> float:
    """Return sup |F_n - F| of samples `(n,)` or `(n, 1)` against `cdf`.

    `cdf` is called on sorted rows `(n, 1)`, a float64 tensor if the samples are a tensor, else an array.
    """
    return ks_gap(samples, cdf)[0]


def ks_gap(samples: Samples, cdf: Cdf) -> tuple[float, float]:
    """Return the distance of `ks_distance` and the point where it is reached.

    Exact for distribution functions with jumps too: the left limit is taken at the float just below each
    sample. Raises ValueError where `cdf` does not return a probability for every point.
    """
    x = np.sort(as_column(samples))
    convert = _tensor if hasattr(samples, "detach") else np.asarray
    rank = np.arange(1, len(x) + 1) / len(x)
    above = rank - _values(cdf, x, convert)
    below = _values(cdf, np.nextafter(x, -np.inf), convert) - (rank - 1 / len(x))
    i, j = int(above.argmax()), int(below.argmax())
    return (float(above[i]), float(x[i])) if above[i] >= below[j] else (float(below[j]), float(x[j]))


def _tensor(x: Rows) -> Any:
    import torch

    return torch.from_numpy(x)


def _values(cdf: Cdf, x: Rows, convert: Callable[[Rows], Any]) -> Rows:
    answer = cdf(convert(x[:, None]))
    values = np.asarray(answer.detach().cpu() if hasattr(answer, "detach") else answer, dtype=np.float64)
    if values.size != len(x):
        raise ValueError(f"cdf returned shape {values.shape} for {len(x)} points; it has to return one value a point")
    values = values.reshape(-1)
    if not (values.min() >= -1e-9 and values.max() <= 1 + 1e-9):
        raise ValueError(f"cdf returned values from {values.min()} to {values.max()}; they have to be probabilities")
    return values


@dataclass(frozen=True)
class KsStatement:
    """What `ks_at_most` concludes; `verdict` is None where neither side could be shown."""

    verdict: Literal["pass", "fail"] | None
    distance: Measurement
    limit: float
    worst_at: float
    samples: int
    looks: int
    power: Power


def ks_at_most(
    draw: Callable[[int], Samples],
    cdf: Cdf,
    limit: float,
    *,
    alpha: float,
    beta: float | None = None,
    looks: int = 6,
    first: int = 1000,
    growth: int = 4,
    stop: Callable[[], bool] = lambda: False,
) -> KsStatement:
    """Judge "the distance between what `draw` draws and `cdf` is at most `limit`" from few samples.

    `draw(n)` returns n fresh independent samples. The looks are at `first * growth**j` samples in all, and
    every look is paid for (a union bound over `looks`): a distance of at most `limit` fails with probability
    at most `alpha`, one above it passes with probability at most `beta` (`alpha` if None), however many looks
    it takes. `stop` is asked before every look but the first. The interval holds at the look that ended it:
    `distance.low` exceeds the truth with probability at most `alpha`, `distance.high` falls below it with
    probability at most `beta`.
    """
    beta = alpha if beta is None else beta
    if not 0.0 <= limit < 1.0:
        raise ValueError(f"limit is {limit}; a Kolmogorov-Smirnov distance lies in [0, 1)")
    if first < 1 or growth < 2:
        raise ValueError(f"first is {first} and growth is {growth}; they have to be at least 1 and 2")
    last = first * growth ** (looks - 1)
    seen = limit + discrepancy_seen(last, alpha, beta, looks)
    power = Power(wrong_alarm=alpha, discrepancy=seen if seen <= 1 else None, miss=beta if seen <= 1 else None)
    x: Any = None
    for look in range(1, looks + 1):
        n = first * growth ** (look - 1)
        fresh: Any = draw(n if x is None else n - len(x))
        x = fresh if x is None else _joined(x, fresh)
        if len(x) != n:
            raise ValueError(f"draw returned {len(fresh)} samples instead of {n - len(x) + len(fresh)}")
        estimate, worst = ks_gap(x, cdf)
        low = max(estimate - dkw_radius(n, alpha, looks), 0.0)
        high = min(estimate + dkw_radius(n, beta, looks), 1.0)
        verdict: Literal["pass", "fail"] | None = "fail" if low > limit else "pass" if high <= limit else None
        if verdict or look == looks or stop():
            break
    distance = Measurement("Kolmogorov-Smirnov distance", estimate, low, high)
    return KsStatement(verdict, distance, limit, worst, n, look, power)


def _joined(x: Any, fresh: Any) -> Any:
    if hasattr(x, "detach"):
        import torch

        return torch.cat((x, fresh))
    return np.concatenate((x, fresh))
