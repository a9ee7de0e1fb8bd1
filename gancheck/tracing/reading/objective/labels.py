"""Labels that differ between rows or updates: soft labels drawn at random, and labels flipped now and then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from gancheck.tracing.reading.noise.laws import ks_p
from gancheck.tracing.reading.objective.meaning import Meaning, snapped
from gancheck.tracing.reading.objective.pointwise import by_logit, sigmoid
from gancheck.tracing.reading.objective.reading import Side
from gancheck.tracing.reading.objective.rows import Floats, Rows
from gancheck.tracing.reading.objective.run import Run

_WEIGHTS = (1.0, 0.5, 2.0, 0.25, 4.0)
# Six standard errors: two in 1e9 right fits are missed.
_SIGMAS = 6.0
# Values of labels that are chosen from a list; the p-value at which a law is given up; sides too small for a test.
_VALUES, _RARE, _FEW = 5, 1e-6, 0.2


@dataclass(frozen=True)
class _Loss:
    """A pull of weight * (s(o) - label): `argument` is s, `lift` multiplies the pulls, `factor` is in a weight of 1."""

    family: str
    output: str
    argument: Callable[[Floats], Floats]
    lift: Callable[[Floats], Floats]
    factor: float


_LOSSES = (
    _Loss("binary cross-entropy", "logit", sigmoid, np.ones_like, 1.0),
    _Loss("binary cross-entropy", "probability", lambda p: p, by_logit, 1.0),
    _Loss("least squares", "score", lambda o: o, np.ones_like, 2.0),
)


def _centred(values: Floats, rows: Rows) -> Floats:
    count = np.maximum(np.bincount(rows.step), 1)
    return np.asarray(values - (np.bincount(rows.step, values) / count)[rows.step])


def _by_update(s: Floats, pulls: Floats, rows: Rows, eps: float) -> tuple[float, Floats] | None:
    """Weight and labels where each update has one label of its own: exact, up to rounding."""
    centred, pulled = _centred(s, rows), _centred(pulls, rows)
    spread = float(np.square(centred).sum())
    if spread <= 0:
        return None
    weight = float(centred @ pulled) / spread
    noise = eps * (np.abs(pulls) + abs(weight) * (1 + np.abs(s)))
    error = float(np.sqrt(np.square(noise).sum() / spread))
    misfit = float(np.sqrt(np.mean(np.square(pulled - weight * centred)) / np.mean(np.square(noise))))
    if misfit > 8 or error > 0.01 * abs(weight) or abs(weight) < 1e-300:
        return None
    if abs(weight - round(weight, 2)) <= 6 * error:
        weight = round(weight, 2) or weight
    label = s - pulls / weight
    return weight, label


def _random(s: Floats, label: Floats) -> bool:
    """Whether labels have nothing to do with the outputs: no trend, no curve, no likeness between neighbours."""
    deviation = label - label.mean()
    spread = float(np.square(deviation).mean())
    if spread == 0 or len(label) < 200:
        return False
    for curve in (s, np.square(s - s.mean())):
        trend = curve - curve.mean()
        size = float(np.sqrt(np.square(trend).mean() * spread))
        if size > 0 and abs(float((trend * deviation).mean())) > _SIGMAS * size / np.sqrt(len(label)):
            return False
    jumps = np.diff(label[np.argsort(s, kind="stable")])
    return bool(np.square(jumps).mean() / (2 * spread) > 1 - _SIGMAS / np.sqrt(len(label)))


def _drawn(label: Floats) -> bool:
    """Whether labels look like draws from a law that people take: a few values, a uniform or a normal one.

    What is left of a loss with another term has no such law. A right one is missed once in a million.
    """
    if len(np.unique(label.round(2))) <= _VALUES:
        return True
    # Labels that were drawn once are worth one draw each.
    ordered, draws = np.sort(label), len(np.unique(label.round(5)))
    uniform = ks_p((ordered - ordered[0]) / np.ptp(ordered), draws)
    normal = ks_p(ndtr((ordered - ordered.mean()) / ordered.std()), draws)
    return bool(max(uniform, normal) > _RARE)


def _by_row(s: Floats, pulls: Floats, rows: Rows, factor: float) -> tuple[float, Floats] | None:
    """Weight and labels where each row has one of its own; the weight must be one that people use."""
    for weight in (*_WEIGHTS, rows.size, rows.size / 2):
        label = s - pulls / (weight * factor)
        if label.min() > -0.6 and label.max() < 1.6 and _random(s, label):
            high = label > 0.5
            parts = [side for side in (label[high], label[~high]) if len(side) >= _FEW * len(label)]
            if all(_drawn(side) for side in parts):
                return weight * factor, label
    return None


def _frozen(label: Floats, rows: Rows) -> bool:
    """Whether labels that differ between the rows of an update are the same in every update."""
    counts = np.unique(rows.step, return_counts=True)[1]
    if len(counts) < 4 or len(set(counts.tolist())) > 1 or counts[0] < 2:
        return False
    by_update = label.reshape(len(counts), -1)
    return float(np.ptp(by_update, axis=0).max()) < 1e-3 < float(np.ptp(by_update, axis=1).min())


def _side(weight: float, label: Floats, rows: Rows) -> Side:
    """Split labels into those of the side and those that were flipped."""
    high = bool(np.median(label) > 0.5)
    own = (label > 0.5) == high
    kept = label[own]
    varies = float(np.ptp(kept)) > 1e-3
    target = snapped(float(kept.mean()), 0.0 if varies else 1e-4)
    ends = (snapped(float(kept.min()), 1e-3), snapped(float(kept.max()), 1e-3)) if varies else None
    return Side(
        weight,
        target,
        weight * target,
        weight * (1 - target),
        len(label),
        labels=ends,
        flipped=float(1 - own.mean()),
        frozen=_frozen(label, rows),
    )


def varying(run: Run) -> Meaning | None:
    """Cross-entropy or least squares whose labels vary; None where neither explains the pulls."""
    found = []
    for loss in _LOSSES:
        if loss.output == "probability" and not run.bounded:
            continue
        sides, spread = {}, 0.0
        for role, rows in run.sides.items():
            s, pulls = loss.argument(rows.values), rows.pulls * loss.lift(rows.values)
            read = _by_update(s, pulls, rows, run.eps) or _by_row(s, pulls, rows, loss.factor)
            if read is None:
                break
            spread += float(np.std(read[1]))
            sides[role] = _side(read[0] / loss.factor, read[1], rows)
        if sides and len(sides) == len(run.sides) and all(side.flipped < 0.4 for side in sides.values()):
            doubled = loss.output == "logit" and run.probable is True
            output = "probability" if run.probable else loss.output
            found.append(
                (
                    spread,
                    Meaning(
                        "varying labels",
                        loss.family,
                        sides.get("real"),
                        sides.get("fake"),
                        output=output,
                        doubled=doubled,
                        residual=run.eps,
                    ),
                )
            )
    return min(found, key=lambda one: one[0])[1] if found else None
