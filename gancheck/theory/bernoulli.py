"""Divergences of one or two outcomes, from logits, without cancellation.

They are the integrands of the theory: a discriminator makes a Bernoulli variable of every point x.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LOG2 = float(np.log(2.0))
_NODES, _WEIGHTS = (0.5 * a for a in np.polynomial.legendre.leggauss(8))
_NODES = _NODES + 0.5


def softplus(x: Floats) -> Floats:
    """log(1 + exp(x)), which is -log(1 - D) for D = sigmoid(x)."""
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)) without overflow."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


def bernoulli_kl(a: Floats, b: Floats) -> Floats:
    """KL(Bernoulli(sigmoid(a)) || Bernoulli(sigmoid(b))) in nats, to a relative error near 1e-13.

    It is the Bregman divergence of softplus. Near a = b it is the integral of (1 - t) sigmoid'(a + t (b - a))
    (b - a)^2 over [0, 1], whose terms are all positive; elsewhere its three terms are small together once a <= 0.
    Infinite logits are probabilities 0 and 1.
    """
    a, b = np.broadcast_arrays(a, b)
    a, b = np.where(a > 0, -a, a), np.where(a > 0, -b, b)
    same = a == b
    with np.errstate(invalid="ignore", over="ignore"):
        shift = np.where(same, 0.0, b - a)
        far = softplus(b) - softplus(a) - np.where(sigmoid(a) > 0, sigmoid(a) * shift, 0.0)
        close = np.abs(shift) < 1.0
    certain = np.isinf(b) & (np.isfinite(a) | (b > 0))  # D is 0 or 1 where it should not be
    result = np.where(same, 0.0, np.where(certain, np.inf, np.maximum(far, 0.0)))
    if close.any():
        at, by = a[close], shift[close]
        slope = sigmoid(at[:, None] + by[:, None] * _NODES)
        slope *= 1.0 - slope
        result[close] = by * by * (slope @ (_WEIGHTS * (1.0 - _NODES)))
    return result


def excess(u: Floats) -> Floats:
    """exp(-u) - 1 + u >= 0, without cancellation near 0.

    With u = log(p/q), p * excess(u) = p log(p/q) - p + q: the integrand of KL(p || q), pointwise nonnegative.
    """
    small = np.abs(u) < 1e-2
    with np.errstate(over="ignore", invalid="ignore"):
        direct = np.expm1(-u) + u
    series = u * u * (1 / 2 - u * (1 / 6 - u * (1 / 24 - u * (1 / 120 - u * (1 / 720 - u / 5040)))))
    return np.where(small, series, direct)


def log_over_mean(u: Floats) -> Floats:
    """log(p / ((p + q) / 2)) for u = log(p/q), at most log 2, without cancellation near 0."""
    near = np.clip(u, -1.0, 1.0)
    return np.where(np.abs(u) < 1.0, -np.log1p(0.5 * np.expm1(-near)), _LOG2 - softplus(-u))
