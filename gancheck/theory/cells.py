"""The cells that a quadrature works on: a graded mesh, infinite tails, and edges where a density is singular."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Neighbouring cells differ in width by at most this factor. A bump whose tail reaches beyond its last landmark is
# then seen by the next cell, however far away the next landmark is.
_GRADING = 4.0
# Farther out, x^2 would overflow; a density whose mass beyond matters has no finite moment of any useful order.
_FAR = 1e140
# In units of log(distance): fine where a tail may still carry mass at the scale of its last bump, then coarser.
_TAIL = (0.0, 1.0, 2.0, 3.0, 4.5, 6.5, 9.0, 13.0, 20.0, 40.0, 80.0, 160.0)
_EDGE = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)
# The smallest distance from an edge, in units of the spacing of the floats there, at which a density can be
# evaluated: below it, rounding of x changes a power law too much to be corrected.
_RESOLVED = 2.0**18

PLAIN, TAIL, EDGE = 0.0, 1.0, -1.0


@dataclass(frozen=True)
class Cells:
    """`n` boxes in the coordinate t, each array of shape `(n, dim)`, and how t maps to x.

    With `rate` 0, x = t. With `rate` 1, x = anchor + direction * scale * (exp(t) - 1): a tail. With `rate` -1,
    x = anchor + direction * scale * exp(-t): towards an edge, where a power law becomes an exponential.
    """

    low: Floats
    high: Floats
    rate: Floats
    anchor: Floats
    direction: Floats
    scale: Floats

    def __len__(self) -> int:
        return len(self.low)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Cells:
        """The cells of these rows."""
        return Cells(*(getattr(self, name)[rows] for name in _FIELDS))

    def bisect(self, axis: NDArray[np.intp]) -> Cells:
        """Both halves of every cell, cut across `axis` (one dimension for each cell)."""
        rows = np.arange(len(self))
        middle = 0.5 * (self.low[rows, axis] + self.high[rows, axis])
        low, high = self.low.copy(), self.high.copy()
        high[rows, axis], low[rows, axis] = middle, middle
        rest = (self.rate, self.anchor, self.direction, self.scale)
        return join([Cells(self.low, high, *rest), Cells(low, self.high, *rest)])


_FIELDS = ("low", "high", "rate", "anchor", "direction", "scale")


def join(parts: Sequence[Cells]) -> Cells:
    """All cells of `parts`."""
    return Cells(*(np.concatenate([getattr(part, name) for part in parts]) for name in _FIELDS))


def _graded(edges: Floats) -> Floats:
    """Cut cells until neighbours differ in width by at most about `_GRADING`."""
    width = np.diff(edges)
    left = np.concatenate([[np.inf], width[:-1]])
    right = np.concatenate([width[1:], [np.inf]])
    wide = np.flatnonzero(width > _GRADING * np.minimum(left, right))
    if not len(wide):
        return edges
    extra: list[float] = []
    for i in wide:
        a, b = float(edges[i]), float(edges[i + 1])
        step_a, step_b = float(left[i]) * _GRADING, float(right[i]) * _GRADING
        while (step := min(step_a, step_b)) < 0.5 * (b - a):
            if step_a <= step_b:
                a += step
                extra.append(a)
                step_a *= _GRADING
            else:
                b -= step
                extra.append(b)
                step_b *= _GRADING
    return np.unique(np.concatenate([edges, np.array(extra)]))


def _distinct(edges: Floats, rounding: float) -> Floats:
    """Drop edges that differ from the one before by no more than rounding: grading would start from that width."""
    if len(edges) < 2:
        return edges
    keep = np.concatenate([[True], np.diff(edges) > np.maximum(rounding, 4 * np.spacing(np.abs(edges[1:])))])
    distinct: Floats = edges[keep]
    return distinct


def _column(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=np.float64)[:, None]


def _mapped(cuts: Sequence[float], rate: float, anchor: float, direction: float, scale: float) -> Cells:
    low, high = _column(cuts[:-1]), _column(cuts[1:])
    one = np.ones_like(low)
    return Cells(low, high, rate * one, anchor * one, direction * one, scale * one)


def line(landmarks: Iterable[float], support: tuple[float, float], scale: float, *, rounding: float = 0.0) -> Cells:
    """Cells that cover `support`, cut at every landmark inside of it, tails included.

    `scale` is the length to start from where fewer than two landmarks give one. Landmarks that differ by no more
    than `rounding` are one.
    """
    low, high = support
    if not low < high:
        raise ValueError(f"The support must be an interval with low < high, not ({low}, {high}).")
    edges = np.unique([x for x in (*landmarks, low, high) if low <= x <= high and np.isfinite(x)])
    edges = _distinct(edges, rounding)
    if not len(edges):
        edges = np.array([0.0])
    parts: list[Cells] = []
    if len(edges) > 1:
        edges = _graded(edges)
        inner = edges[:, None]
        zero = np.zeros_like(inner[1:])
        parts.append(Cells(inner[:-1], inner[1:], zero, zero, zero, zero + 1.0))
    for end, outer, inner_edge, direction in ((low, 0, 1, -1.0), (high, -1, -2, 1.0)):
        if np.isinf(end):
            step = abs(float(edges[outer] - edges[inner_edge])) if len(edges) > 1 else scale
            last = float(np.log(_FAR) - np.log(step))
            parts.append(_mapped((*_TAIL, last), TAIL, float(edges[outer]), direction, step))
    return join(parts)


def plane(first: Cells, second: Cells) -> Cells:
    """The product of two lines: every cell of the first with every cell of the second."""
    i, j = (index.ravel() for index in np.indices((len(first), len(second))))
    return Cells(*(np.concatenate([getattr(first, name)[i], getattr(second, name)[j]], axis=1) for name in _FIELDS))


def towards_edge(edge: float, width: float, direction: float) -> Cells:
    """The plain cell of `width` beside `edge` again, in the logarithm of the distance from the edge."""
    last = float(np.log(width) + 690.0)
    cuts = [*(cut for cut in _EDGE if cut < last), last]
    return _mapped(cuts, EDGE, edge, direction, width)


@dataclass(frozen=True)
class NearEdge:
    """The nodes in `c` cells that go towards an edge, each with `m` nodes: what rounding did to their distance.

    `rows` `(c, m)` are their places among all nodes; `wanted` and `actual` `(c, m)` are logarithms of distances
    from the edge, before and after x was rounded; where `resolved` `(c, m)` is false, x is the nearest resolved
    point instead, and `ladder` `(c, 4)` holds points at 1, 2, 4 and 8 times its distance.
    """

    rows: NDArray[np.intp]
    wanted: Floats
    actual: Floats
    resolved: NDArray[np.bool_]
    ladder: Floats


@dataclass(frozen=True)
class Points:
    """Quadrature nodes: `x` of shape `(n, dim)`, and nodes near an edge (1-D).

    The Jacobian is `area * exp(log_stretch)`, `(n,)` each: the cell's half widths in t, and |dx/dt|. The second is
    a logarithm, because far out in a tail it is huge where the density underflows.
    """

    x: Floats
    area: Floats
    log_stretch: Floats
    near_edge: NearEdge | None = None


def points(cells: Cells, nodes: Floats) -> Points:
    """The nodes of a rule on [-1, 1]^dim in every cell, shape `(n_cells * n_nodes, dim)`, cell after cell."""
    half = 0.5 * (cells.high - cells.low)
    t = (0.5 * (cells.high + cells.low))[:, None, :] + half[:, None, :] * nodes
    dim = t.shape[2]
    log_stretch = np.zeros(t.shape[:2])
    near_edge = None
    for axis in range(dim):
        rows = np.flatnonzero(cells.rate[:, axis])
        if not len(rows):
            continue
        rate, anchor, direction, scale = (
            getattr(cells, name)[rows, axis][:, None] for name in ("rate", "anchor", "direction", "scale")
        )
        log_of_stretch = rate * t[rows, :, axis] + np.log(scale)
        log_stretch[rows] += log_of_stretch
        stretch = np.exp(log_of_stretch)
        distance = np.where(rate == TAIL, stretch - scale, stretch)
        nearest = np.where(rate == EDGE, _RESOLVED * np.spacing(np.abs(anchor)), 0.0)
        x = anchor + direction * np.maximum(distance, nearest)
        t[rows, :, axis] = x
        if dim == 1 and (edge := rate[:, 0] == EDGE).any():
            wanted = np.log(scale[edge]) - _t_of(cells, rows[edge], nodes)
            near_edge = NearEdge(
                rows=rows[edge][:, None] * len(nodes) + np.arange(len(nodes)),
                wanted=wanted,
                actual=np.log(np.abs(x[edge] - anchor[edge])),
                resolved=(distance >= nearest)[edge],
                ladder=anchor[edge] + (direction * nearest)[edge] * np.array([1.0, 2.0, 4.0, 8.0]),
            )
    area = np.repeat(half.prod(axis=1), len(nodes))
    return Points(t.reshape(-1, dim), area, log_stretch.ravel(), near_edge)


def _t_of(cells: Cells, rows: NDArray[np.intp], nodes: Floats) -> Floats:
    low, high = cells.low[rows], cells.high[rows]
    return 0.5 * (low + high) + 0.5 * (high - low) * nodes[:, 0]
