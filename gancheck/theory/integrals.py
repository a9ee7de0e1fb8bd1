"""Adaptive quadrature with an error bound that is reported and honoured."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gancheck.theory import cells as mesh
from gancheck.theory.cells import Cells, Points
from gancheck.theory.kronrod import rule

Floats = NDArray[np.float64]

_EPS = float(np.finfo(np.float64).eps)
_VANISHES = 1e-9
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
    Kronrod rule that `value` comes from (times 3 where halving a cell helped little: there the integrand is not
    smooth), what lies beyond the last cell of a tail, and rounding of nodes and sums.
    """

    value: Floats
    error: Floats


@dataclass(frozen=True)
class _Work:
    """Cells with what is known of each: arrays `(k, n)` of values, differences and errors, and `(n,)` of the rest."""

    cells: Cells
    value: Floats
    difference: Floats  # |Kronrod - Gauss|
    error: Floats
    rounding: Floats
    axis: NDArray[np.intp]  # in which to cut next
    depth: NDArray[np.intp]

    def take(self, rows: NDArray[np.bool_]) -> _Work:
        return _Work(
            self.cells.take(rows),
            self.value[:, rows],
            self.difference[:, rows],
            self.error[:, rows],
            self.rounding[:, rows],
            self.axis[rows],
            self.depth[rows],
        )

    def totals(self, beyond: Floats) -> Totals:
        return Totals(self.value.sum(axis=1), self.error.sum(axis=1) + self.rounding.sum(axis=1) + beyond)


def quadrature(
    f: Callable[[Points], Floats],
    cells: Cells,
    *,
    enough: Callable[[Totals], bool],
    weights: Floats,
) -> Totals:
    """Integrate `k` functions over `cells` until `enough` says so, or until nothing more can be gained.

    `f` maps points to values of shape `(k, n)`, times exp(log_stretch) of the points. `weights` of shape `(k,)`
    says how much the error of each counts when the cells to cut are chosen. The caller judges the totals.
    """
    dim = cells.low.shape[1]
    nodes = len(rule(dim).kronrod)
    work = _evaluate(f, cells, np.zeros(len(cells), dtype=np.intp))
    beyond = _beyond(f, cells)
    edges = np.unique(np.concatenate([cells.low, cells.high])) if dim == 1 else np.empty(0)
    spent = len(cells) * nodes
    best, stalled = math.inf, 0
    for _ in range(_GENERATIONS):
        totals = work.totals(beyond)
        # Neither an infinite value nor a tail that does not decay gets better by cutting cells.
        if enough(totals) or not np.isfinite(totals.value).all() or not np.isfinite(beyond).all():
            return totals
        indicator = weights @ work.error
        order = np.argsort(indicator)
        total = float(indicator.sum())
        stalled = stalled + 1 if total > 0.99 * best else 0
        best = min(best, total)
        # Cut the worst cells that hold all but a hundredth of the error; narrower than rounding, none.
        cut = np.zeros(len(work.cells), dtype=np.bool_)
        cut[order[np.cumsum(indicator[order]) > 0.01 * total]] = True
        cut &= _divisible(work)
        if stalled >= 5 or not cut.any() or spent > _MOST_NODES[dim]:
            return totals
        parents, kept = work.take(cut), work.take(~cut)
        children, parent = _split(parents, edges)
        spent += len(children) * nodes
        fresh = _evaluate(f, children, parents.depth[parent] + 1)
        share = 0.5 / np.bincount(parent)[parent]
        fresh = _compared(fresh, parents.difference[:, parent], share * parents.error[:, parent])
        turned = children.take((children.rate[:, 0] == mesh.EDGE) & (parents.cells.rate[parent, 0] == mesh.PLAIN))
        beyond = beyond + _beyond(f, turned)
        work = _joined(kept, fresh)
    return work.totals(beyond)


def _joined(first: _Work, second: _Work) -> _Work:
    def both(name: str) -> Floats:
        return np.concatenate([getattr(first, name), getattr(second, name)], axis=1)

    return _Work(
        mesh.join([first.cells, second.cells]),
        both("value"),
        both("difference"),
        both("error"),
        both("rounding"),
        np.concatenate([first.axis, second.axis]),
        np.concatenate([first.depth, second.depth]),
    )


def _divisible(work: _Work) -> NDArray[np.bool_]:
    rows = np.arange(len(work.cells))
    low, high = work.cells.low[rows, work.axis], work.cells.high[rows, work.axis]
    divisible: NDArray[np.bool_] = high - low > 64 * _EPS * np.maximum(np.abs(low), np.abs(high))
    return divisible


def _compared(work: _Work, difference: Floats, error: Floats) -> _Work:
    """Errors of cells whose parents had `difference`, and half of whose error is `error` for each.

    A smooth integrand gains 6 digits by halving. Where it gains less than 4, there may be a kink or a jump, and
    then |Kronrod - Gauss| can be small by accident: the parent's error bounds how small it is taken to be.
    """
    rough = work.difference > 1e-4 * difference
    careful = np.maximum(3.0 * work.difference, error)
    return replace(work, error=np.where(rough, careful, work.difference))


def _split(work: _Work, edges: Floats) -> tuple[Cells, NDArray[np.intp]]:
    """Halve cells, except those beside an edge that halving did not help: a power law may be there.

    Those continue in the logarithm of the distance from the edge, where a power law is smooth. Also says which
    cell each new one comes from.
    """
    cells = work.cells
    stubborn = np.zeros(len(cells), dtype=np.bool_)
    if len(edges):
        plain = (cells.rate[:, 0] == mesh.PLAIN) & (work.depth >= 2)
        at_low = plain & np.isin(cells.low[:, 0], edges)
        stubborn = at_low | (plain & np.isin(cells.high[:, 0], edges))
    parts, parents = [], []
    halved = np.flatnonzero(~stubborn)
    if len(halved):
        parts.append(cells.take(halved).bisect(work.axis[halved]))
        parents.append(np.tile(halved, 2))
    for i in np.flatnonzero(stubborn):
        low, high = float(cells.low[i, 0]), float(cells.high[i, 0])
        edge, direction = (low, 1.0) if at_low[i] else (high, -1.0)
        parts.append(mesh.towards_edge(edge, high - low, direction))
        parents.append(np.full(len(parts[-1]), i))
    return mesh.join(parts), np.concatenate(parents)


def _beyond(f: Callable[[Points], Floats], cells: Cells) -> Floats:
    """What lies beyond the last cells towards infinity or an edge, if the integrand decays on as it ends (1-D).

    There it is g exp(-a (t - T)) to a good approximation, and g / a is left; infinite where it does not decay.
    """
    mapped = cells.rate[:, 0] != mesh.PLAIN
    if cells.low.shape[1] != 1 or not mapped.any():
        return np.zeros(1)
    # The last cell is the one whose end no other begins at.
    key = np.stack([cells.high[:, 0], cells.anchor[:, 0], cells.direction[:, 0]], axis=1)
    begins = {(low, a, d) for low, a, d in zip(cells.low[:, 0], key[:, 1], key[:, 2], strict=True)}
    last = mapped & np.array([tuple(row) not in begins for row in key.tolist()])
    ends = cells.take(last)
    half = 0.5 * (ends.high - ends.low)[:, 0]
    at = mesh.points(ends, np.array([[0.5], [1.0]]))
    g = np.abs(f(at) * at.area).reshape(-1, len(ends), 2) / half[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        decay = (np.log(g[..., 0]) - np.log(g[..., 1])) / (0.5 * half)
        left = np.where(decay > 0, g[..., 1] / decay, np.inf)
        # What vanishes beside the other integrands is rounding, and decays no worse than they do.
        small = g[..., 1] <= _VANISHES * g[..., 1].sum(axis=0)
        left = np.where(small, _VANISHES * np.where(small, 0.0, left).sum(axis=0), left)
    total: Floats = np.where(g[..., 1] > 0, left, 0.0).sum(axis=1)
    return total


def _evaluate(f: Callable[[Points], Floats], cells: Cells, depth: NDArray[np.intp]) -> _Work:
    dim = cells.low.shape[1]
    step = max(1, _CHUNK // len(rule(dim).kronrod))
    if len(cells) <= step:
        return _evaluate_at_once(f, cells, depth)
    work = None
    for start in range(0, len(cells), step):
        rows = np.arange(start, min(start + step, len(cells)))
        part = _evaluate_at_once(f, cells.take(rows), depth[rows])
        work = part if work is None else _joined(work, part)
    assert work is not None
    return work


def _evaluate_at_once(f: Callable[[Points], Floats], cells: Cells, depth: NDArray[np.intp]) -> _Work:
    scheme = rule(cells.low.shape[1])
    m = len(scheme.kronrod)
    at = mesh.points(cells, scheme.nodes)
    y = (f(at) * at.area).reshape(-1, len(cells), m)
    value = y @ scheme.kronrod
    with np.errstate(invalid="ignore"):  # an infinite integrand: the value says so
        difference = np.abs(value - y @ scheme.gauss)
        rounding = 8 * _EPS * (np.abs(y) @ scheme.kronrod)
        if len(scheme.gauss_along) == 1:
            axis = np.zeros(len(cells), dtype=np.intp)
            # A node is off by half a unit in its last place, and the integrand by its slope times that.
            half = 0.5 * (cells.high - cells.low)[:, 0]
            place = np.where(cells.rate[:, 0] == mesh.PLAIN, _EPS * np.abs(cells.high + cells.low)[:, 0] / half, 0.0)
            rounding = rounding + place * np.abs(np.diff(y, axis=2)).sum(axis=2)
        else:
            off = [np.abs(value - y @ gauss).max(axis=0) for gauss in scheme.gauss_along]
            axis = np.argmax(off, axis=0)
    return _Work(cells, value, difference, difference, rounding, axis, depth)


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
        lambda at: (f(at.x[:, 0]) * np.exp(at.log_stretch))[None],
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
