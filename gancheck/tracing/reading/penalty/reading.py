"""What the gradient penalties of a run are, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from gancheck.tracing.reading.penalty.form import Form, Pair, fit_form
from gancheck.tracing.reading.penalty.penalty import Fault, Penalty, PenaltyReading
from gancheck.tracing.reading.penalty.points import Place, read_points
from gancheck.tracing.reading.penalty.probability import bent_by_sigmoid, read_probability

# What holds for eight updates spread over the run holds for all of them; two do where images make them costly.
_UPDATES = 8
_ELEMENTS = 1_000_000


def read_penalty(seen: Sequence[Penalty], probable: bool | None = None) -> PenaltyReading:
    """Read the form, weight, axes, points and faults of the gradient penalties `seen` off their gradients.

    One update shows most of it. A single norm over the minibatch is one number an update: to tell it from a
    zero-centred penalty takes two updates whose norms differ, or one where it lies below the target. `probable` says
    whether D's outputs are probabilities, where that is known. Raises ValueError for no penalty at all.
    """
    if not seen:
        raise ValueError("there is no gradient penalty to read; give at least one update's")
    kept = _spread(seen)
    pairs, non_finite = _pairs(kept)
    form = fit_form(pairs)
    places = [read_points(penalty) for penalty in kept]
    place = _commonest(places)
    outputs = np.concatenate([_array(p.outputs).reshape(-1) for p in kept])
    lengths = np.concatenate([np.sqrt((_array(p.slopes).reshape(len(p.slopes), -1) ** 2).sum(1)) for p in kept])
    behind = sum(_behind(penalty) for penalty in kept)
    told = read_probability(outputs, lengths) if probable is None else probable
    on_probability = True if 2 * behind > len(kept) else told
    extremes = (float(np.nanmin(lengths)), float(np.nanmax(lengths))) if np.isfinite(lengths).any() else None
    absent = sum(p.pulls is None for p in kept)
    shape = tuple(kept[0].slopes.shape)
    axes = _axes(form.dims, len(shape)) if form is not None else ""
    faults = [
        *_without_gradient(absent, len(kept)),
        *(_wrong_axes(form, axes, shape) if form is not None else ()),
        *_wrong_factor(places, place),
        *_elsewhere(places, place),
        *_of_probabilities(on_probability, outputs, behind, len(kept)),
        *_of_the_mean(kept, form),
        *_rewarded(form),
    ]
    reading = PenaltyReading(
        axes=axes,
        points_are=place.points_are,
        factor=place.factor,
        factors=place.factors,
        on_probability=on_probability,
        updates=len(seen),
        non_finite=non_finite,
        norms=extremes,
        faults=tuple(faults),
    )
    return _with_form(reading, form) if form is not None else reading


def _spread(seen: Sequence[Penalty]) -> list[Penalty]:
    """At most eight, evenly spaced, whose rows have the commonest shape."""
    shape = Counter(tuple(p.slopes.shape[1:]) for p in seen).most_common(1)[0][0]
    alike = [p for p in seen if tuple(p.slopes.shape[1:]) == shape]
    affordable = max(2, _ELEMENTS // max(alike[0].slopes.numel(), 1))
    chosen = np.unique(np.linspace(0, len(alike) - 1, min(len(alike), _UPDATES, affordable)).round().astype(int))
    return [alike[i] for i in chosen]


def _pairs(seen: Sequence[Penalty]) -> tuple[list[Pair], int]:
    pairs, non_finite = [], 0
    for penalty in seen:
        slopes = _array(penalty.slopes)
        pulls = _array(penalty.pulls) if penalty.pulls is not None else np.zeros_like(slopes)
        finite = np.isfinite(slopes.reshape(len(slopes), -1)).all(1) & np.isfinite(pulls.reshape(len(pulls), -1)).all(1)
        non_finite += int((~finite).sum())
        if penalty.pulls is not None:
            pairs.append((slopes[finite], pulls[finite]))
    return pairs, non_finite


def _array(tensor: Tensor) -> NDArray[np.float64]:
    return np.asarray(tensor.detach().double().cpu().numpy())


def _commonest(places: Sequence[Place]) -> Place:
    kind, factor = Counter((p.points_are, p.factor) for p in places).most_common(1)[0][0]
    ranges = [p.factors for p in places if (p.points_are, p.factor) == (kind, factor) and p.factors is not None]
    return Place(kind, factor, (min(r[0] for r in ranges), max(r[1] for r in ranges)) if ranges else None)


def _axes(dims: tuple[int, ...], ndim: int) -> str:
    if dims == tuple(range(1, ndim)):
        return "sample"
    if dims == tuple(range(ndim)):
        return "batch"
    if dims == (1,) and ndim > 2:
        return "channels"
    return f"dims {dims}" if len(dims) > 1 else f"dim {dims[0]}"


def _with_form(reading: PenaltyReading, form: Form) -> PenaltyReading:
    return replace(reading, **{name: getattr(form, name) for name in form.__dataclass_fields__})


def _without_gradient(absent: int, updates: int) -> list[Fault]:
    if not absent:
        return []
    seen = f"nothing flows back through the slopes in {absent} of {updates} updates: the penalty changes no parameter"
    return [Fault("no-gradient", seen)]


def _wrong_axes(form: Form, axes: str, shape: tuple[int, ...]) -> list[Fault]:
    if axes == "sample":
        return []
    fit = f"the pulls fit to {form.misfit:.0e}"
    if axes == "batch":
        return [Fault("norm-batch", f"one norm is taken over the whole minibatch of {shape[0]} slopes ({fit})")]
    over = f"dim {form.dims[0]}" if len(form.dims) == 1 else f"dims {form.dims}"
    count = int(np.prod([size for dim, size in enumerate(shape) if dim not in form.dims]))
    right = "one a sample" if len(shape) > 1 else "one in all"
    return [Fault("norm-axis", f"the norm runs over {over} of slopes {shape}: {count} norms, not {right} ({fit})")]


def _wrong_factor(places: Sequence[Place], place: Place) -> list[Fault]:
    if place.points_are != "interpolates" or place.factor in ("sample", "") or place.factors is None:
        return []
    count = sum(p.factor == place.factor for p in places)
    low, high = place.factors
    if place.factor == "batch":
        seen = f"all points of a minibatch share one factor, in {count} of {len(places)} updates"
        return [Fault("interpolation-batch", f"{seen} ({low:.3g} to {high:.3g} over the run)")]
    seen = f"the factor differs from element to element of one point ({low:.2f} to {high:.2f})"
    return [Fault("interpolation-element", f"{seen}, in {count} of {len(places)} updates: points off the lines")]


def _elsewhere(places: Sequence[Place], place: Place) -> list[Fault]:
    if place.points_are in ("interpolates", "unknown"):
        return []
    count = sum(p.points_are == place.points_are for p in places)
    rows = {"perturbed real": "real rows with something added"}.get(place.points_are, f"{place.points_are} rows")
    return [
        Fault("not-interpolated", f"the points are {rows} in {count} of {len(places)} updates, not on lines between")
    ]


def _of_the_mean(seen: Sequence[Penalty], form: Form | None) -> list[Fault]:
    """Slopes of D's mean over the minibatch, 1 / m of each sample's own, that nobody multiplied by m afterwards."""
    seeds = [_array(penalty.seeds).reshape(-1) for penalty in seen if penalty.seeds is not None]
    of_mean = [s for s in seeds if len(s) > 1 and np.abs(s * len(s) - 1).max() < 1e-3]
    if form is None or not of_mean or 2 * len(of_mean) <= len(seen):
        return []
    m = len(of_mean[-1])
    mean = f"the slopes are those of the mean of {m} outputs"
    if form.target is not None and form.target >= 0.5:
        return [Fault("slopes-of-the-mean", f"{mean}: each sample's norm is driven to {form.target * m:.3g}")]
    if form.target == 0 and form.weight is not None and 0 < form.weight < m:
        return [Fault("weak-slopes", f"{mean}: the penalty counts for 1 / {m**2} of one of each sample's")]
    return []


def _rewarded(form: Form | None) -> list[Fault]:
    if form is None or form.weight is None or form.weight >= 0:
        return []
    return [
        Fault("rewarded", f"the penalty has the weight {form.weight:.3g}: norms away from its target lower the loss")
    ]


def _behind(penalty: Penalty) -> bool:
    """Whether the penalty's slopes are those of a sigmoid of D's outputs."""
    if penalty.pulls is None or penalty.bends is None:
        return False
    return bent_by_sigmoid(*(_array(t) for t in (penalty.outputs, penalty.slopes, penalty.pulls, penalty.bends)))


def _of_probabilities(
    on_probability: bool | None, outputs: NDArray[np.float64], behind: int, updates: int
) -> list[Fault]:
    if not on_probability:
        return []
    if behind:
        seen = (
            f"the slopes are those of sigmoid(D(x)): what flows back to D(x) has its curvature in {behind} of {updates}"
        )
        return [Fault("on-probability", f"{seen} updates")]
    low, high = float(outputs.min()), float(outputs.max())
    seen = f"the slopes are of outputs between {low:.3g} and {high:.3g} and shrink as a sigmoid's do, like o (1 - o)"
    return [Fault("on-probability", seen)]
