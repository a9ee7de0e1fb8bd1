"""The form of a penalty, from how it pulls at the slopes.

A penalty of weight * mean (r - t)^2, r the norm of the slopes v over some axes and m norms in all, has the derivative
dL/dv = (2 weight / m) (1 - t / r) v: the pulls are a v + b v / r, fitted by least squares for every choice of axes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gancheck.tracing.reading.penalty.penalty import FormName

Array = NDArray[np.float64]
Pair = tuple[Array, Array]

# float32 pulls fit to about 1e-6; a wrong axis misses by more than 1e-2 as soon as norms differ by as much.
FITS = 1e-3
EXACT = 1e-5
# Where all norms are near the target the pulls are differences: their rounding is that of the terms.
_ROUNDED = 3e-6
# Norms that differ less than this, relatively, leave target and weight undetermined.
_SPREAD = 1e-3
_EPSILONS = (0.0, 1e-12, 1e-10, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2)
_FEWER = (0.0, 1e-8, 1e-4)


@dataclass(frozen=True)
class Form:
    """A form that fits; the fields are those of `PenaltyReading`."""

    form: FormName
    target: float | None
    weight: float | None
    power: float
    reduction: Literal["mean", "sum", ""]
    both_sides: bool
    dims: tuple[int, ...]
    epsilon: float
    misfit: float


def fit_form(pairs: Sequence[Pair]) -> Form | None:
    """Return the form that explains the pulls of every update; None if none does.

    `pairs` are slopes and pulls `(n, ...)`, float64, finite. One norm a sample is tried first: other axes have to fit
    ten times better, and are not tried where it fits to rounding.
    """
    pairs = [(v, g) for v, g in pairs if v.size and g.any()]
    if not pairs:
        return None
    ndim = pairs[0][0].ndim
    samples = tuple(range(1, ndim))
    first = _best(pairs, [samples], _EPSILONS) or _powers(pairs)
    if first is not None and first.misfit < EXACT:
        return first
    other = _best(pairs, _other_axes(pairs, samples), _FEWER)
    if first is None or other is None:
        return first or other
    return other if other.misfit < first.misfit / 10 else first


def norms(slopes: Array, dims: tuple[int, ...], epsilon: float = 0.0) -> Array:
    """The norms over `dims`, which are kept with length 1."""
    return np.asarray(np.sqrt((slopes**2).sum(axis=dims, keepdims=True) + epsilon))


def _other_axes(pairs: Sequence[Pair], samples: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Every choice of axes that differs from one norm a sample; of those that differ in axes of length 1 only one."""
    lengths = [max(v.shape[axis] for v, _ in pairs) for axis in range(len(samples) + 1)]
    everything = tuple(range(len(lengths)))
    choices: dict[tuple[int, ...], tuple[int, ...]] = {}
    for dims in [everything, *(c for size in everything[1:] for c in combinations(everything, size))]:
        choices.setdefault(tuple(axis for axis in dims if lengths[axis] > 1), dims)
    choices.pop(tuple(axis for axis in samples if lengths[axis] > 1), None)
    return list(choices.values())


def _best(pairs: Sequence[Pair], choices: Sequence[tuple[int, ...]], epsilons: Sequence[float]) -> Form | None:
    for epsilon in epsilons:
        fitting = [form for dims in choices for form in _fits(pairs, dims, epsilon)]
        if fitting:
            return min(fitting, key=lambda form: form.misfit)
    return None


def _fits(pairs: Sequence[Pair], dims: tuple[int, ...], epsilon: float) -> Iterator[Form]:
    radii = [norms(v, dims, epsilon) for v, _ in pairs]
    counts = [r.size for r in radii]
    idle = [~(g != 0).any(axis=dims, keepdims=True) & (r > 0) for (_, g), r in zip(pairs, radii, strict=True)]
    reductions: tuple[Literal["mean", "sum", ""], ...] = ("mean", "sum") if len(set(counts)) > 1 else ("",)
    for reduction in reductions:
        by = [1.0 if reduction == "sum" else 1.0 / m for m in counts]
        form = _fit(pairs, radii, idle, by, dims, epsilon, reduction)
        if form is not None:
            yield form


def _fit(
    pairs: Sequence[Pair],
    radii: Sequence[Array],
    idle: Sequence[NDArray[np.bool_]],
    by: Sequence[float],
    dims: tuple[int, ...],
    epsilon: float,
    reduction: Literal["mean", "sum", ""],
) -> Form | None:
    vv = vu = uu = vg = ug = gg = 0.0
    directions = []
    for (v, g), r, resting, scale in zip(pairs, radii, idle, by, strict=True):
        at = np.where(resting, 0.0, v) * scale
        u = np.divide(at, r, out=np.zeros_like(at), where=r > 0)
        directions.append((at, u))
        vv, vu, uu = vv + float((at * at).sum()), vu + float((at * u).sum()), uu + float((u * u).sum())
        vg, ug, gg = vg + float((at * g).sum()), ug + float((u * g).sum()), gg + float((g * g).sum())
    determinant = vv * uu - vu * vu
    if vv == 0.0:
        return None
    if determinant > _SPREAD**2 * vv * uu:
        a, b = (vg * uu - ug * vu) / determinant, (ug * vv - vg * vu) / determinant
    elif vg < 0:  # One norm, pulled up: only a penalty with a target does that. Taken to be 1.
        norm = vv / vu
        a = vg / vv / (1 - 1 / norm) if norm < 1 else 0.0
        b = -a
    else:
        a, b = vg / vv, 0.0
    gap2 = 0.0
    for (at, u), (_, g) in zip(directions, pairs, strict=True):
        gap2 += float(((g - a * at - b * u) ** 2).sum())
    if gap2**0.5 > FITS * gg**0.5 + _ROUNDED * abs(a) * vv**0.5:
        return None
    return _named(a, b, radii, idle, dims, epsilon, reduction, (gap2 / gg) ** 0.5)


def _named(
    a: float,
    b: float,
    radii: Sequence[Array],
    idle: Sequence[NDArray[np.bool_]],
    dims: tuple[int, ...],
    epsilon: float,
    reduction: Literal["mean", "sum", ""],
    misfit: float,
) -> Form | None:
    pulled = np.concatenate([r[~still & (r > 0)].ravel() for r, still in zip(radii, idle, strict=True)])
    resting = np.concatenate([r[still].ravel() for r, still in zip(radii, idle, strict=True)])
    typical = float(np.median(pulled))
    if abs(a) * typical < FITS * abs(b):  # The norm itself, not squared.
        # Pulled up, it has a target out of sight.
        return Form("zero-centred", 0.0, b, 1.0, reduction, False, dims, epsilon, misfit) if b > 0 else None
    target, weight = -b / a, a / 2
    if abs(target) < FITS * typical:
        return Form("zero-centred", 0.0, weight, 2.0, reduction, False, dims, epsilon, misfit)
    if target < 0:
        return None
    below = bool((pulled < target).any())
    if resting.size:
        if float(pulled.min()) < target * (1 - FITS) or float(resting.max()) > target * (1 + FITS):
            return None
        return Form("one-sided", target, weight, 2.0, reduction, True, dims, epsilon, misfit)
    return Form("two-sided", target, weight, 2.0, reduction, below, dims, epsilon, misfit)


def _powers(pairs: Sequence[Pair]) -> Form | None:
    """Weight * mean r^p for another power p, such as 6 in the Wasserstein divergence (Wu et al. 2018)."""
    logs, factors, sizes, gap2, gg = [], [], [], 0.0, 0.0
    for v, g in pairs:
        rows, pulls = v.reshape(len(v), -1), g.reshape(len(g), -1)
        squares = (rows**2).sum(1)
        factor = np.divide((rows * pulls).sum(1), squares, out=np.zeros(len(v)), where=squares > 0)
        if (factor[squares > 0] <= 0).any():
            return None
        gap2, gg = gap2 + float(((pulls - factor[:, None] * rows) ** 2).sum()), gg + float((pulls**2).sum())
        moved = squares > 0
        logs.append(np.log(squares[moved]) / 2)
        factors.append(np.log(factor[moved] * len(v)))
        sizes.append(len(v))
    x, y = np.concatenate(logs), np.concatenate(factors)
    if gap2**0.5 > FITS * gg**0.5 or len(x) < 3 or x.std() < 10 * _SPREAD:
        return None
    slope, height = np.polyfit(x, y, 1)
    miss = float(np.abs(y - slope * x - height).max())
    power = float(slope) + 2
    if miss > 1e-2 or power <= 0:
        return None
    reduction: Literal["mean", ""] = "mean" if len(set(sizes)) > 1 else ""
    weight = float(np.exp(height)) / power
    return Form("zero-centred", 0.0, weight, power, reduction, False, tuple(range(1, pairs[0][0].ndim)), 0.0, miss)
