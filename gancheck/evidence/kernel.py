"""Bounds on the maximum mean discrepancy between two distributions of which only samples are known.

MMD(p, q) is the distance of the mean embeddings of p and q in the Hilbert space of a kernel (Gretton et al.
2012). The kernel is the mean of three Gaussian ones, each with a quarter of the bandwidth of the one before,
so that it sees a lost mode as well as one of wrong width. It is at most 1, and the MMD at most sqrt(2).

One half of the samples chooses the bandwidths and a witness, a function of norm 1. On the other half two
statements hold whatever p and q are: the difference of the witness's means is at most the MMD (a betting
bound), and the MMD between the samples is within `radius` of the one between p and q.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gancheck.evidence import betting
from gancheck.evidence.budget import check_probability
from gancheck.evidence.outcome import Measurement
from gancheck.evidence.samples import Rows, Samples, as_pair

LARGEST = math.sqrt(2.0)
_BANDWIDTHS = 3
_FARTHEST = 1e100  # squares of what is farther out would overflow


@dataclass(frozen=True)
class KernelMmd:
    """An MMD with `low <= estimate <= high`; `samples` of each kind were held out.

    `bandwidth` is the largest of the three, in the samples' unit.
    """

    estimate: float
    low: float
    high: float
    samples: int
    bandwidth: float

    def measurement(self) -> Measurement:
        """Return the same for an outcome."""
        return Measurement("kernel MMD", self.estimate, self.low, self.high)


def kernel_mmd(real: Samples, fake: Samples, *, alpha: float, seed: int) -> KernelMmd:
    """Return MMD(p, q) with bounds, from samples of each, shape `(n, dim)`.

    `low` exceeds the MMD with probability at most `alpha`, and `high` falls below it with probability at most
    `alpha`. Of unequally many samples the surplus is dropped. Deterministic in `seed`; takes O(n^2 dim).
    Raises ValueError for different dimensions, fewer than 100 samples, or infinities.
    """
    check_probability(alpha, "alpha")
    p, q = as_pair(real, fake, np.random.default_rng(seed), "choose the witness")
    n, half = len(p), len(p) // 2
    chosen, held = np.concatenate((p[:half], q[:half])), np.concatenate((p[half:], q[half:]))
    # Centered, because squared distances come from products, which cancel far from the origin.
    chosen, held = (np.clip(rows - np.median(chosen, axis=0), -_FARTHEST, _FARTHEST) for rows in (chosen, held))
    distances = _squares(chosen, chosen)
    # The root of the median squared distance; of the mean one where most rows are equal.
    among = distances[half // 2 : half // 2 + half, ::4]
    bandwidth = math.sqrt(float(np.median(among)) or float(among.mean()) or 1.0)

    biased, unbiased = _squared_mmd(_kernel(_squares(held, held), bandwidth))
    plug_in = math.sqrt(max(biased, 0.0))
    witness = _witness(_kernel(_squares(held, chosen), bandwidth), _kernel(distances, bandwidth))
    low = max(_witnessed(witness, alpha / 2), plug_in - radius(n - half, alpha / 2), 0.0)
    high = max(min(plug_in + radius(n - half, alpha), LARGEST), low)
    estimate = min(max(math.sqrt(max(unbiased, 0.0)), low), high)
    return KernelMmd(estimate, low, high, n - half, bandwidth)


def radius(n: int, alpha: float) -> float:
    """How far the MMD of two samples of size `n` may be from that of p and q, but for probability `alpha`.

    The norm of the embeddings' errors has a mean of at most sqrt(2/n), and one sample moves it by at most
    2/n: McDiarmid's inequality (as in Gretton et al. 2012, Theorem 7, which has twice that mean).
    """
    check_probability(alpha, "alpha")
    if n < 1:
        raise ValueError(f"n is {n}; it has to be at least 1")
    return math.sqrt(2.0 / n) * (1.0 + math.sqrt(-2.0 * math.log(alpha)))


def discrepancy_seen(n: int, alpha: float, beta: float) -> float:
    """Return the gap above a limit that `n` samples of each kind show, missed with probability at most `beta`.

    "The MMD is at most `limit`" fails when `low` exceeds it: wrongly with probability at most `alpha`. Both
    rates are proved. The witness sees smaller gaps as a rule, of which nothing is proved.
    """
    return radius(max(n // 2, 1), alpha / 2) + radius(max(n // 2, 1), beta)


def samples_needed(gap: float, alpha: float, beta: float) -> int:
    """Return how many samples of each kind show a gap above the limit; the inverse of `discrepancy_seen`."""
    if not 0.0 < gap <= LARGEST:
        raise ValueError(f"gap is {gap}; an MMD lies in (0, sqrt(2)]")
    return 2 * math.ceil((radius(1, alpha / 2) + radius(1, beta)) ** 2 / gap**2 * (1 - 1e-12))


def _squares(a: Rows, b: Rows) -> Rows:
    """Squared distances, `(n, dim)` and `(m, dim)` to `(n, m)`."""
    both = a @ (-2.0 * b.T)
    both += (a**2).sum(1)[:, None]
    both += (b**2).sum(1)
    return np.maximum(both, 0.0, out=both)


def _kernel(squares: Rows, bandwidth: float) -> Rows:
    """The mean of the three Gaussian kernels at squared distances."""
    part = np.exp(squares * (-0.5 / bandwidth**2))
    total = part.copy()
    for _ in range(_BANDWIDTHS - 1):
        np.putmask(part, part < 1e-15, 0.0)  # a power that underflows is slow to compute
        for _ in range(4):  # a quarter of the bandwidth is the 16th power
            part *= part
        total += part
    total /= _BANDWIDTHS
    return total


def _squared_mmd(kernel: Rows) -> tuple[float, float]:
    """The squared MMD of two samples of equal size, with their pairs with themselves and without."""
    n = len(kernel) // 2
    within = float(kernel[:n, :n].sum() + kernel[n:, n:].sum())
    across = float(kernel[:n, n:].sum())
    return (within - 2 * across) / n**2, (within - 2 * n) / (n * (n - 1)) - 2 * across / n**2


def _witness(kernel: Rows, among: Rows) -> Rows:
    """Values of the witness in [-1, 1]: the difference of the embeddings of two samples, over its norm."""
    n = len(among) // 2
    norm = math.sqrt(max(_squared_mmd(among)[0], 0.0))
    difference = kernel[:, :n].mean(1) - kernel[:, n:].mean(1)
    return np.asarray(np.clip(difference / norm, -1.0, 1.0)) if norm > 1e-12 else np.zeros(len(kernel))


def _witnessed(witness: Rows, alpha: float) -> float:
    """A lower bound of the difference of the witness's means, on real and on fake samples."""
    n = len(witness) // 2
    return 4 * betting.lower_bound((witness[:n] - witness[n:] + 2) / 4, alpha) - 2
