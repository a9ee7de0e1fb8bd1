"""The ratio of two times from pairs of blocks that ran side by side, with its bootstrap interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from scipy.stats import bootstrap

CONFIDENCE = 0.99
_RESAMPLES = 4999
FEWEST = 8  # pairs: of fewer the extremes are no 99 % interval of the median, 2 * 2 ** -8 = .8 %


@dataclass(frozen=True)
class Ratio:
    """The median of `pairs` ratios of times, and the interval from `low` to `high` at `confidence`."""

    value: float
    low: float
    high: float
    pairs: int
    confidence: float = CONFIDENCE

    def inverse(self) -> Ratio:
        """The other way round: of a ratio of times, the speedup."""
        return Ratio(1 / self.value, 1 / self.high, 1 / self.low, self.pairs, self.confidence)

    def to_json(self) -> dict[str, float]:
        """Plain numbers by name."""
        return asdict(self)

    def __str__(self) -> str:
        """Return the ratio with its interval."""
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def paired_ratio(
    numerator: Sequence[float] | np.ndarray,
    denominator: Sequence[float] | np.ndarray,
    *,
    confidence: float = CONFIDENCE,
) -> Ratio:
    """The median of numerator[i] / denominator[i], and its percentile bootstrap interval, taken on the logarithms.

    Pairs are resampled, so that what slows both sides of a pair leaves no trace. Raises ValueError for fewer than 8
    pairs, and for times that are not positive.
    """
    above, below = np.asarray(numerator, float), np.asarray(denominator, float)
    if above.shape != below.shape or above.ndim != 1 or len(above) < FEWEST:
        raise ValueError(f"a ratio needs at least {FEWEST} pairs of times, not {above.shape} and {below.shape}")
    if not (np.isfinite(above).all() and np.isfinite(below).all() and above.min() > 0 and below.min() > 0):
        raise ValueError("times have to be positive and finite: blocks are too short for this clock")
    return ratio_of_logs(np.log(above) - np.log(below), confidence=confidence)


def ratio_of_logs(logs: np.ndarray, *, confidence: float = CONFIDENCE) -> Ratio:
    """The same from the log-ratios of the pairs."""
    found = bootstrap(
        (logs,),
        np.median,
        n_resamples=_RESAMPLES,
        confidence_level=confidence,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    return Ratio(
        float(np.exp(np.median(logs))), float(np.exp(found.low)), float(np.exp(found.high)), len(logs), confidence
    )
