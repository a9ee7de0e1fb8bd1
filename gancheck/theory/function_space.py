"""The value function on a finite space: Proposition 2's own setting, where p_g itself is what is updated.

Densities are probability vectors, arrays `(..., n)` whose last axis sums to 1. Everything is in closed form and
exact to rounding. C(G) = max_D V(G, D) is a supremum of functions linear in p_g, and so convex in p_g.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gancheck.theory.bernoulli import bernoulli_kl, excess, log_over_mean

Floats = NDArray[np.float64]


def probabilities(vector: ArrayLike) -> Floats:
    """`vector` as float64; ValueError unless it is nonnegative and its last axis sums to 1 to rounding."""
    p = np.asarray(vector, dtype=np.float64)
    if p.ndim == 0 or not np.isfinite(p).all() or (p < 0).any():
        raise ValueError("A discretised density is a vector of nonnegative finite masses.")
    if not np.allclose(p.sum(-1), 1.0, rtol=0, atol=1e-12):
        raise ValueError(f"A discretised density sums to 1, not to {float(np.ravel(p.sum(-1))[0]):.15g}: divide by it.")
    return p


def optimal_discriminator(p: ArrayLike, q: ArrayLike) -> Floats:
    """D* = p / (p + q) at every point, 1/2 where both are 0. Proposition 1."""
    p, q = probabilities(p), probabilities(q)
    total = p + q
    return np.where(total > 0, p / np.where(total > 0, total, 1.0), 0.5)


def value(p: ArrayLike, q: ArrayLike, d: ArrayLike) -> Floats:
    """V(G, D) = sum of p log D + q log(1 - D), for D in [0, 1]; 0 log 0 is 0. Equation 1."""
    p, q, d = probabilities(p), probabilities(q), np.asarray(d, dtype=np.float64)
    if ((d < 0) | (d > 1)).any():
        raise ValueError("D is a probability at every point: give values in [0, 1].")
    with np.errstate(divide="ignore", invalid="ignore"):
        real = np.where(p > 0, p * np.log(d), 0.0)
        fake = np.where(q > 0, q * np.log1p(-d), 0.0)
    total: Floats = (real + fake).sum(-1)
    return total


def jsd(p: ArrayLike, q: ArrayLike) -> Floats:
    """The Jensen-Shannon divergence in nats, by a sum of nonnegative terms."""
    p, q = probabilities(p), probabilities(q)
    ratio = _log_ratio(p, q)
    terms = np.where(p > 0, p * excess(log_over_mean(ratio)), 0.5 * q)
    terms = terms + np.where(q > 0, q * excess(log_over_mean(-ratio)), 0.5 * p)
    total: Floats = 0.5 * terms.sum(-1)
    return total


def criterion(p: ArrayLike, q: ArrayLike) -> Floats:
    """C(G) = V(G, D*), from D* and not from the JSD. Equation 4."""
    return value(p, q, optimal_discriminator(p, q))


def gradient(p: ArrayLike, q: ArrayLike) -> Floats:
    """The derivative of C in p_g, log(1 - D*) = log(q / (p + q)): that of V at D*, since D* maximises.

    -inf where q is 0 and p is not: adding mass there lowers C at an unbounded rate.
    """
    p, q = probabilities(p), probabilities(q)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.log(q) - np.log(p + q)
    return np.where(p + q > 0, slope, math.log(0.5))


def convexity_gap(p: ArrayLike, q0: ArrayLike, q1: ArrayLike, t: ArrayLike) -> Floats:
    """(1 - t) C(q0) + t C(q1) - C((1 - t) q0 + t q1) >= 0, without cancellation.

    It is the mean, over both ends, of the gap V(D*) - V(D) that the optimal discriminator of the mixture leaves.
    `t` is a number in [0, 1], or an array `(m,)` for m points on the segment.
    """
    p, q0, q1 = probabilities(p), probabilities(q0), probabilities(q1)
    t = np.asarray(t, dtype=np.float64)[..., None]
    if ((t < 0) | (t > 1)).any():
        raise ValueError("A point on the segment is at t in [0, 1].")
    at = _log_ratio(p, (1 - t) * q0 + t * q1)
    total = np.zeros(np.broadcast_shapes(at.shape, q0.shape))
    for share, q in ((1 - t, q0), (t, q1)):
        with np.errstate(invalid="ignore"):
            gap = np.where(p + q > 0, (p + q) * bernoulli_kl(_log_ratio(p, q), at), 0.0)
            total = total + np.where(share > 0, share * gap, 0.0)
    result: Floats = total.sum(-1)
    return result


@dataclass(frozen=True)
class Descent:
    """A descent of p_g: `path` `(steps + 1, n)`, and C and JSD at each of its points, `(steps + 1,)`.

    `bound` `(steps + 1,)` is what mirror descent guarantees for C(p_g) - C(p_data) = 2 JSD at each point.
    """

    path: Floats
    criterion: Floats
    jsd: Floats
    bound: Floats


def descend(p: ArrayLike, q: ArrayLike, *, steps: int, rate: float = 1.0) -> Descent:
    """Descend C from p_g = q with D at its optimum in every step, by exponentiated gradients.

    Each step multiplies p_g by (1 - D*)^-rate and normalises. C is 1-smooth relative to the negative entropy
    (its Hessian p / (q (p + q)) is at most 1 / q), so that for 0 < rate <= 1 the criterion never rises and
    2 JSD after T steps is at most KL(p_data || q) / (rate T): p_g converges to p_data. Proposition 2; the bound is
    that of Bauschke, Bolte and Teboulle 2017 for relative smoothness. Where p_data has mass, q needs some too.
    """
    p, q = probabilities(p), probabilities(q)
    if p.ndim != 1 or q.shape != p.shape:
        raise ValueError("A descent starts from one vector p_g of the length of p_data.")
    if not 0.0 < rate <= 1.0:
        raise ValueError(f"A descent is certified for rates in (0, 1], not {rate}.")
    if steps < 1:
        raise ValueError(f"A descent needs at least one step, not {steps}.")
    if ((q == 0) & (p > 0)).any():
        raise ValueError("The initial p_g must have mass wherever p_data has: a multiplicative step can't create it.")
    path = np.empty((steps + 1, len(p)))
    path[0] = q
    with np.errstate(divide="ignore"):
        log_q, log_p = np.log(q), np.log(p)
    for i in range(steps):
        alive = ~np.isneginf(log_q)
        log_q[alive] += rate * (np.logaddexp(log_p[alive], log_q[alive]) - log_q[alive])
        log_q -= np.logaddexp.reduce(log_q)
        path[i + 1] = np.exp(log_q)
        path[i + 1] /= path[i + 1].sum()
    held = p > 0
    start = float((p[held] * (log_p[held] - np.log(q[held]))).sum())
    counts = np.arange(steps + 1)
    bound = np.concatenate([[math.inf], start / (rate * counts[1:])])
    return Descent(path, criterion(p, path), jsd(p, path), bound)


def _log_ratio(p: Floats, q: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(p) - np.log(q)
    return np.where(np.isnan(ratio), 0.0, ratio)
