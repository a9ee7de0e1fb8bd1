"""Adaptive quadrature with an error bound that is reported and honoured."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gancheck.theory import cells as mesh
from gancheck.theory.cells import Cells, Points
from gancheck.theory.kronrod import rule

Floats = NDArray[np.float64]

_EPS = float(np.finfo(np.float64).eps)
_CHUNK = 1 << 17
_MOST_NODES = {1: 4_000_000, 2: 40_000_000}
_GENERATIONS = 80


class IntegrationError(ArithmeticError):
    """A quadrature missed its error bound: no number is returned."""


@dataclass(frozen=True)
class Integral:
    """The value of an integral and a bound on its absolute error, in the unit of the value (nats here)."""

    value: float
    error: float

    def __float__(self) -> float:
        return self.value


@dataclass(frozen=True)
class Totals:
    """What a quadrature returns for `k` integrands at once; each array has shape `(k,)`.

    `error` is the sum over cells of |Kronrod - Gauss|, which is the error of the Gauss rule and generous for the
    Kronrod rule that `value` comes from, plus the rounding of the sum.
    """

    value: Floats
    error: Floats


def quadrature(
    f: Callable[[Points], Floats],
    cells: Cells,
    *,
    enough: Callable[[Totals], bool],
    weights: Floats,
) -> Totals:
    """Integrate `k` functions over `cells` until `enough` says so, or until nothing more can be gained.

    `f` maps points to values of shape `(k, n)`, without the Jacobian. `weights` of shape `(k,)` says how much the
    error of each counts when the cells to cut are chosen. The caller judges the totals.
    """
    dim = cells.low.shape[1]
    values, errors, magnitude, axes = _evaluate(f, cells, dim)
    spent = len(cells) * len(rule(dim).kronrod)
    depth = np.zeros(len(cells), dtype=np.intp)
    edges = np.unique(np.concatenate([cells.low, cells.high])) if dim == 1 else np.empty(0)
    best, stalled = math.inf, 0
    for _ in range(_GENERATIONS):
        totals = _totals(values, errors, magnitude)
        if enough(totals) or not np.isfinite(totals.value).all():
            return totals
        indicator = weights @ errors
        order = np.argsort(indicator)
        total = float(indicator.sum())
        stalled = stalled + 1 if total > 0.99 * best else 0
        best = min(best, total)
        # Cut the worst cells that hold all but a hundredth of the error; narrower than rounding, none.
        cut = order[np.cumsum(indicator[order]) > 0.01 * total]
        room = (cells.high - cells.low)[cut, axes[cut]]
        size = np.maximum(np.abs(cells.low[cut, axes[cut]]), np.abs(cells.high[cut, axes[cut]]))
        cut = cut[room > 64 * _EPS * size]
        if stalled >= 5 or not len(cut) or spent > _MOST_NODES[dim]:
            return totals
        children, child_depth = _split(cells.take(cut), axes[cut], depth[cut], edges)
        spent += len(children) * len(rule(dim).kronrod)
        keep = np.ones(len(cells), dtype=np.bool_)
        keep[cut] = False
        fresh = _evaluate(f, children, dim)
        cells = mesh.join([cells.take(keep), children])
        depth = np.concatenate([depth[keep], child_depth])
        values = np.concatenate([values[:, keep], fresh[0]], axis=1)
        errors = np.concatenate([errors[:, keep], fresh[1]], axis=1)
        magnitude = np.concatenate([magnitude[:, keep], fresh[2]], axis=1)
        axes = np.concatenate([axes[keep], fresh[3]])
    return _totals(values, errors, magnitude)


def _totals(values: Floats, errors: Floats, magnitude: Floats) -> Totals:
    return Totals(values.sum(axis=1), errors.sum(axis=1) + 8 * _EPS * magnitude.sum(axis=1))


def _split(
    cells: Cells, axes: NDArray[np.intp], depth: NDArray[np.intp], edges: Floats
) -> tuple[Cells, NDArray[np.intp]]:
    """Halve cells, except those beside an edge that halving did not help: a power law may be there.

    Those continue in the logarithm of the distance from the edge, where a power law is smooth.
    """
    stubborn = np.zeros(len(cells), dtype=np.bool_)
    if len(edges):
        plain = (cells.rate[:, 0] == mesh.PLAIN) & (depth >= 2)
        at_low = plain & np.isin(cells.low[:, 0], edges)
        stubborn = at_low | (plain & np.isin(cells.high[:, 0], edges))
    parts, depths = [], []
    if not stubborn.all():
        halves = cells.take(~stubborn).bisect(axes[~stubborn])
        parts.append(halves)
        depths.append(np.tile(depth[~stubborn] + 1, 2))
    for i in np.flatnonzero(stubborn):
        low, high = float(cells.low[i, 0]), float(cells.high[i, 0])
        edge, direction = (low, 1.0) if at_low[i] else (high, -1.0)
        parts.append(mesh.towards_edge(edge, high - low, direction))
        depths.append(np.full(len(parts[-1]), depth[i] + 1))
    return mesh.join(parts), np.concatenate(depths)


def _evaluate(f: Callable[[Points], Floats], cells: Cells, dim: int) -> tuple[Floats, Floats, Floats, NDArray[np.intp]]:
    scheme = rule(dim)
    m = len(scheme.kronrod)
    step = max(1, _CHUNK // m)
    parts = []
    for start in range(0, len(cells), step):
        chunk = cells if len(cells) <= step else cells.take(np.arange(start, min(start + step, len(cells))))
        at = mesh.points(chunk, scheme.nodes)
        y = (f(at) * at.jacobian).reshape(-1, len(chunk), m)
        value = y @ scheme.kronrod
        with np.errstate(invalid="ignore"):  # an infinite integrand: the value says so
            error = np.abs(value - y @ scheme.gauss)
        magnitude = np.abs(y) @ scheme.kronrod
        if dim == 1:
            axes = np.zeros(len(chunk), dtype=np.intp)
        else:
            axes = np.argmax([np.abs(value - y @ g).max(axis=0) for g in scheme.gauss_along], axis=0)
        parts.append((value, error, magnitude, axes))
    if len(parts) == 1:
        return parts[0]
    return (
        np.concatenate([part[0] for part in parts], axis=1),
        np.concatenate([part[1] for part in parts], axis=1),
        np.concatenate([part[2] for part in parts], axis=1),
        np.concatenate([part[3] for part in parts]),
    )


def integrate(
    f: Callable[[Floats], Floats],
    landmarks: Iterable[float] = (),
    *,
    support: tuple[float, float] = (-math.inf, math.inf),
    scale: float = 1.0,
    tolerance: float = 1e-10,
    relative: float = 0.0,
) -> Integral:
    """The integral of `f` over `support`, cut at `landmarks`.

    `f` maps points of shape `(n,)` to values of shape `(n,)`. `landmarks` are kinks, jumps and the centers and
    flanks of bumps: a bump that no landmark announces can be missed. The error is at most `tolerance`, or
    `relative` times the value where that is more; IntegrationError is raised where it can't be kept.
    """

    def allowed(totals: Totals) -> float:
        return max(tolerance, relative * abs(float(totals.value[0])))

    totals = quadrature(
        lambda at: f(at.x[:, 0])[None],
        mesh.line(landmarks, support, scale),
        enough=lambda totals: bool(totals.error[0] <= allowed(totals)),
        weights=np.ones(1),
    )
    return judged(float(totals.value[0]), float(totals.error[0]), allowed(totals))


def judged(value: float, error: float, allowed: float) -> Integral:
    """The integral, or IntegrationError where its error is not within `allowed` (or is not a number)."""
    if not error <= allowed or math.isnan(value):
        raise IntegrationError(
            f"The integral {value:.6g} is known to {error:.1e} only, and {allowed:.1e} is allowed: add landmarks "
            "where the integrand is sharp, evaluate it in float64, or allow a larger tolerance."
        )
    return Integral(value, error)
