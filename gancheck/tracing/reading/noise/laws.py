"""The laws that noise is drawn from, and which of them fits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, kolmogorov, ndtr
from scipy.stats import kstwo

from gancheck.tracing.reading.noise.rounding import roundest

Array = NDArray[np.float64]

# More values tell no more laws apart, and sorting takes the time.
_VALUES = 40_000
# Estimates this many standard errors off happen once in 16,000.
_ERRORS = 4.0


@dataclass(frozen=True)
class Law:
    """A law on the line: its name, support, distribution function and log density (within the support)."""

    name: str
    low: float
    high: float
    cdf: Callable[[Array], Array]
    log_density: Callable[[Array], Array]

    def fits(self, x: Array, effective: float) -> float:
        """The p-value of the Kolmogorov-Smirnov test, 0 outside the support (to float32 rounding)."""
        slack = 2e-6 * max(abs(self.low), abs(self.high)) if math.isfinite(self.low) else 0.0
        if x.min() < self.low - slack or x.max() > self.high + slack:
            return 0.0
        return ks_p(self.cdf(np.sort(x)), effective)


def normal(mu: float, sigma: float) -> Law:
    """N(mu, sigma), by its standard deviation."""

    def log_density(x: Array) -> Array:
        return np.asarray(-0.5 * ((x - mu) / sigma) ** 2 - math.log(sigma * math.sqrt(2 * math.pi)))

    return Law(f"N({mu:g}, {sigma:g})", -math.inf, math.inf, lambda x: np.asarray(ndtr((x - mu) / sigma)), log_density)


def uniform(low: float, high: float, name: str = "") -> Law:
    """U(low, high)."""
    return Law(
        name or f"U({low:g}, {high:g})",
        low,
        high,
        lambda x: np.clip((x - low) / (high - low), 0.0, 1.0),
        lambda x: np.full_like(x, -math.log(high - low)),
    )


def truncated(limit: float) -> Law:
    """N(0, 1) given that it lies within +-limit (BigGAN's truncation trick, and TensorFlow's `truncated_normal`)."""
    low, inside = float(ndtr(-limit)), float(ndtr(limit) - ndtr(-limit))
    whole = normal(0.0, 1.0)
    return Law(
        f"truncated normal ±{limit:g}",
        -limit,
        limit,
        lambda x: np.clip((ndtr(x) - low) / inside, 0.0, 1.0),
        lambda x: whole.log_density(x) - math.log(inside),
    )


_ROOT = math.sqrt(3.0)
KNOWN = (
    normal(0.0, 1.0),
    uniform(-1.0, 1.0),
    uniform(0.0, 1.0),
    uniform(-_ROOT, _ROOT, "U(-sqrt 3, sqrt 3)"),
    *(truncated(limit) for limit in (2.0, 1.0, 0.5, 1.5, 3.0)),
)


def ks_p(u: Array, effective: float) -> float:
    """The p-value for sorted values `u` of a distribution function, worth `effective` independent draws."""
    n = len(u)
    place = np.arange(1, n + 1) / n
    distance = float(max((place - u).max(), (u - place + 1 / n).max()))
    if effective < 500:
        return float(kstwo.sf(distance, max(int(effective), 1)))
    return float(kolmogorov(distance * math.sqrt(effective)))


def worth(x: Array) -> float:
    """How many independent draws the entries of rows `(n, d)` are worth, when entries of one row may depend.

    By the variance of the row means of ranks and of their distances from the middle: n for rows of one repeated number.
    """
    n, d = x.shape
    if d == 1 or n < 2:
        return float(x.size)
    ranked = np.empty(x.size)
    ranked[np.argsort(x, axis=None)] = (np.arange(x.size) + 0.5) / x.size - 0.5
    ranks = ranked.reshape(n, d)
    factor = 1.0
    for scores in (ranks, np.abs(ranks) - 0.25):
        factor = max(factor, d * float(scores.mean(1).var()) / max(float(scores.var()), 1e-300))
    # Independent entries give 1 +- sqrt(2 / n): only what is beyond that counts.
    return x.size / (factor if factor > 1 + 4 * math.sqrt(2 / n) else 1.0)


def fit(x: Array, level: float) -> tuple[Law | None, float]:
    """Return the likeliest law among those that rows `(n, d)` do not reject at `level`, all entries taken together.

    The known laws first; if none fits, the normal and the uniform one with parameters as round as the estimates allow.
    None where nothing fits, with the best p-value.
    """
    thin = x[:: max(x.size // _VALUES, 1)]
    values, effective = thin.ravel(), worth(thin)
    best, most = None, -math.inf
    greatest = 0.0
    for laws in (iter(KNOWN), _general(values, effective)):
        for law in laws:
            p = law.fits(values, effective)
            greatest = max(greatest, p)
            likelihood = _likelihood(law, values, effective) if p >= level else -math.inf
            if likelihood > most:
                best, most, found = law, likelihood, p
        if best is not None:
            return best, found
    return None, greatest


def _likelihood(law: Law, values: Array, effective: float) -> float:
    """The log likelihood; a truncation has to be 1e4 times as likely, or few normal draws would seem truncated."""
    return effective * float(law.log_density(values).mean()) - (9.2 if law.name.startswith("truncated") else 0.0)


def _general(values: Array, effective: float) -> Iterator[Law]:
    mean, deviation = float(values.mean()), float(values.std())
    low, high = float(values.min()), float(values.max())
    if not deviation > 1e-6 * max(abs(low), abs(high)):
        return
    error = _ERRORS * deviation / math.sqrt(effective)
    spread = min(error / math.sqrt(2), 0.5 * deviation)
    mu, sigma = roundest(mean - error, mean + error), roundest(deviation - spread, deviation + spread)
    yield normal(mu, sigma)
    # The greatest of m uniform draws falls short of the end by more than 10 / m of the range once in 22,000.
    gap = 10 * (high - low) / effective
    if gap < 0.25 * (high - low):
        yield uniform(roundest(low - gap, low), roundest(high, high + gap))


def column_p(x: Array, law: Law) -> Array:
    """The p-value of every column of `(n, d)` under a law."""
    thin = np.sort(x[:: max(len(x) // 4000, 1)], axis=0)
    return np.array([ks_p(law.cdf(column), len(column)) for column in thin.T])


def sphere(x: Array, level: float) -> tuple[str, float]:
    """The name of the sphere on which rows `(n, d)` are uniform, and the p-value; empty where they are not."""
    n, d = x.shape
    radii = np.sqrt((x**2).sum(1))
    radius = float(radii.mean())
    if d < 2 or n < 3 or not radius > 0 or float(np.ptp(radii)) > 1e-5 * radius:
        return "", 0.0
    # One coordinate of a uniform direction: (1 + u) / 2 follows Beta((d - 1) / 2, (d - 1) / 2).
    half = (d - 1) / 2
    u = np.sort(betainc(half, half, np.clip((1 + x / radius) / 2, 0, 1)), axis=0)
    p = min(1.0, d * min(ks_p(column, n) for column in u.T))
    name = "on the unit sphere" if abs(radius - 1) < 1e-4 else f"on the sphere of radius {radius:.4g}"
    return (name, p) if p >= level else ("", p)
