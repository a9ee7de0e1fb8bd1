"""Integrals over two densities at once: the mesh that both need, their log densities, their masses as a check."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from gancheck.theory import cells as mesh
from gancheck.theory.cells import Cells, NearEdge, Points
from gancheck.theory.densities.density import Density
from gancheck.theory.integrals import Integral, IntegrationError, Totals, judged, quadrature
from gancheck.theory.kronrod import rule

Floats = NDArray[np.float64]
Integrand = Callable[[Floats, Floats, Floats], Floats]

# Below this log density, p is no longer a normal float: a ratio there says nothing about the supports.
_UNDERFLOW = -700.0
# A kink misplaced by 2^-40 of the distance between nodes is off by the square of that.
_BISECTIONS = 40
_ROUNDING = 16 * float(np.finfo(np.float64).eps)


@dataclass
class Seen:
    """What the nodes showed about the supports of p and q."""

    overlap: bool = False
    p_without_q: bool = False
    q_without_p: bool = False


def check_dims(p: Density, q: Density) -> int:
    """The dimension that p and q share; ValueError where they differ or quadrature can't cover it."""
    if p.dim != q.dim:
        raise ValueError(f"{p} has dimension {p.dim} and {q} has {q.dim}: compare densities on the same space.")
    if p.dim not in (1, 2):
        raise ValueError(
            f"Quadrature covers 1 and 2 dimensions, not {p.dim}: estimate from samples, or use products that factor."
        )
    return p.dim


def log_density(density: Density, at: Points) -> Floats:
    """Log density at quadrature nodes; near an edge, where it can be singular, as if x were not rounded."""
    return at_nodes(lambda x: _log_prob(density, x), at)


def at_nodes(function: Callable[[Floats], Floats], at: Points) -> Floats:
    """`function` of points `(n, dim)` at quadrature nodes; near an edge as if x were not rounded.

    What is beside an edge has to be a power of the distance times something smooth, on the log scale.
    """
    value = function(at.x)
    if at.near_edge is None:
        return value
    value, edge = value.copy(), at.near_edge
    here = value[edge.rows]
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = np.diff(here, axis=1) / np.diff(edge.actual, axis=1)
        slope[~(np.isfinite(slope) & edge.resolved[:, 1:] & edge.resolved[:, :-1])] = 0.0
        # From the left neighbour where there is one: that node is farther from the edge and so less rounded.
        slope = np.concatenate([slope[:, :1], slope], axis=1)
        corrected = here + np.where(slope == 0.0, 0.0, slope * (edge.wanted - edge.actual))
    if not edge.resolved.all():
        corrected = np.where(edge.resolved, corrected, _continued(function, edge))
    value[edge.rows] = corrected
    return value


def _continued(function: Callable[[Floats], Floats], edge: NearEdge) -> Floats:
    """Continue f through the points of the ladder, for distances d below the first.

    Two shapes fit three of its points, and the fourth decides: f = f0 (d/d0)^b exp(c (d - d0)), a power law times
    something smooth, and f = a d^b + c, a power law beside something bounded, as mixtures have it. `function` gives
    log f.
    """
    ladder = function(edge.ladder.reshape(-1, 1)).reshape(-1, 4)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        first, one, two, last = ladder[:, :1], *(ladder[:, i, None] - ladder[:, :1] for i in (1, 2, 3))
        power, linear = (3.0 * one - two) / math.log(2.0), two - 2.0 * one
        rise = np.expm1(one)
        exponent = np.log2(np.exp(one) * np.expm1(two - one) / rise)
        share = rise / np.expm1(exponent * math.log(2.0))

        def product(log_ratio: Floats) -> Floats:
            return power * log_ratio + linear * np.expm1(log_ratio)

        def mixture(log_ratio: Floats) -> Floats:
            return np.log(share * np.exp(exponent * log_ratio) + (1.0 - share))

        log_ratio, check = edge.wanted - edge.actual, np.full_like(one, math.log(8.0))
        off = np.abs(product(check) - last)
        better = np.abs(mixture(check) - last) < off  # False where either is not a number
        steps = np.where(better, mixture(log_ratio), product(log_ratio))
    continued: Floats = first + np.where(np.isfinite(steps), steps, 0.0)
    return continued


def _log_prob(density: Density, x: Floats) -> Floats:
    with torch.no_grad():
        log_prob: Floats = density.log_prob(torch.from_numpy(x)).numpy()
    return log_prob


def covering(p: Density, q: Density, landmarks: Iterable[float] = ()) -> Cells:
    """Cells over the union of the supports, cut at the landmarks of both and at extra `landmarks` (1-D)."""
    dim = check_dims(p, q)
    lines = []
    for axis in range(dim):
        (p_low, p_high), (q_low, q_high) = p.support[axis], q.support[axis]
        marks = {*p.marginal(axis).landmarks, *q.marginal(axis).landmarks, *(landmarks if dim == 1 else ())}
        ends = (p_low, p_high, q_low, q_high)
        marks.update(end for end in ends if math.isfinite(end))
        scale = 1.0 if len(marks) > 1 else min(p.scale, q.scale)
        # In the plane every cell counts squared: landmarks equal but for rounding, as a ring has them, are one.
        rounding = 1e-13 * max(map(abs, marks), default=0.0) if dim == 2 else 0.0
        lines.append(mesh.line(marks, (min(p_low, q_low), max(p_high, q_high)), scale, rounding=rounding))
    return lines[0] if dim == 1 else mesh.plane(*lines)


def crossings(p: Density, q: Density) -> tuple[float, ...]:
    """Where p and q cross on the line: the kinks of |p - q|, between adjacent nodes of the mesh that both need."""
    cells = covering(p, q)
    at = mesh.points(cells, rule(1).nodes)
    x = np.unique(at.x[:, 0])

    def side(x: Floats) -> Floats:
        log_p, log_q = _log_prob(p, x[:, None]), _log_prob(q, x[:, None])
        with np.errstate(invalid="ignore"):
            return np.sign(np.where(log_p == log_q, 0.0, log_p - log_q))

    sides = side(x)
    left = np.flatnonzero(sides[:-1] * sides[1:] < 0)
    if not len(left):
        return ()
    low, high, before = x[left], x[left + 1], sides[left]
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        same = side(middle) == before
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    # A jump of one over the other is no crossing, and the mesh has an edge there.
    edges = np.concatenate([cells.low, cells.high])[:, 0]
    found = 0.5 * (low + high)
    near = np.abs(found[:, None] - edges).min(axis=1) <= 1e-9 * (x[left + 1] - x[left])
    return tuple(found[~near].tolist())


def smooth_mass(density: Density) -> float:
    """The mass of the absolutely continuous part."""
    return 1.0 - math.fsum(atom.mass for atom in density.atoms)


def integrate_pair(
    p: Density,
    q: Density,
    integrand: Integrand,
    *,
    tolerance: float | None = None,
    relative: float = 0.0,
    mass_weight: float | None = None,
    logit: Callable[[Floats], Floats] | None = None,
    landmarks: Iterable[float] = (),
) -> tuple[Integral, Seen]:
    """The integral of `integrand(log p, log q, d)` over the space of two densities, d the `logit` at points (or 0).

    The integrand has to be homogeneous: c times p and q is c times its value. The same nodes integrate p and q,
    whose masses are known: what is missing of them is a bump that was not seen, a tail cut off, or rounding, and
    it enters the error. `mass_weight` is a bound on |integrand| / (p + q) where there is one; without it the
    integral may be infinite, and missing mass counts with max(1, |value|). The integrand's values where both
    densities are 0 are ignored. `tolerance` is 1e-10 in 1-D and 1e-8 in 2-D unless given, and more where a
    density is itself known with an `error` only.
    """
    own = sum(float(getattr(density, "error", 0.0)) for density in (p, q))
    if tolerance is None:
        tolerance = max(1e-10 if p.dim == 1 else 1e-8, 1.1 * own)
    mass = np.array([smooth_mass(p), smooth_mass(q)])
    seen = Seen()

    def f(at: Points) -> Floats:
        log_p, log_q = log_density(p, at), log_density(q, at)
        for density, log_prob in ((p, log_p), (q, log_q)):
            if np.isnan(log_prob).any():
                raise IntegrationError(f"The log density of {density} is not a number everywhere.")
        d = np.zeros_like(log_p) if logit is None else at_nodes(logit, at)
        has_p, has_q = log_p > -np.inf, log_q > -np.inf
        seen.overlap |= bool((has_p & has_q).any())
        seen.p_without_q |= bool(((log_p > _UNDERFLOW) & ~has_q).any())
        seen.q_without_p |= bool(((log_q > _UNDERFLOW) & ~has_p).any())
        # Integrands are homogeneous in p and q: the Jacobian enters through both, before anything underflows.
        log_p, log_q = log_p + at.log_stretch, log_q + at.log_stretch
        with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
            value = np.where(has_p | has_q, integrand(log_p, log_q, d), 0.0)
            return np.stack([value, np.exp(log_p), np.exp(log_q)])

    def error(totals: Totals) -> float:
        weight = max(1.0, abs(float(totals.value[0]))) if mass_weight is None else mass_weight
        missing = float(np.abs(totals.value[1:] - mass).sum())
        # Log densities are rounded: a nonnegative integrand that is quadratic in log(p/q) feels it like this.
        rounding = _ROUNDING * math.sqrt(abs(float(totals.value[0])))
        return float(totals.error[0]) + rounding + weight * missing + max(1.0, weight) * own

    def allowed(totals: Totals) -> float:
        return max(tolerance, relative * abs(float(totals.value[0])))

    totals = quadrature(
        f,
        covering(p, q, landmarks),
        enough=lambda totals: error(totals) <= allowed(totals),
        weights=np.ones(3),
    )
    value = float(totals.value[0])
    if math.isinf(value) and mass_weight is None:
        return Integral(value, 0.0), seen
    return judged(value, error(totals), allowed(totals)), seen
