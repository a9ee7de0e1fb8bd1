"""Where a penalty is taken: on lines between real and fake rows, on either of them, or near the real ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gancheck.tracing.reading.penalty.penalty import Factor, Penalty, Points
from gancheck.tracing.reading.provenance import hash_rows

Rows = NDArray[np.float64]

# float32 interpolates lie on their line to about 1e-7 of its length.
_ON_LINE = 1e-4
_SAME_FACTOR = 1e-4
_COLUMNS = 4096


@dataclass(frozen=True)
class Place:
    """Where one update's penalty was taken."""

    points_are: Points
    factor: Factor = ""
    factors: tuple[float, float] | None = None


def read_points(seen: Penalty) -> Place:
    """Say where `seen.points` are, in terms of `seen.real` and `seen.fake`, row by row.

    An interpolate is real + factor (fake - real), whichever of them comes first. Points near their real rows and
    shifted by something that does not depend on them are perturbed (DRAGAN, Kodali et al. 2017); halfway towards
    something unknown they interpolate with fakes that were not recorded.
    """
    points = _rows(seen.points)
    for kind, among in _contents(seen):
        if np.isin(hash_rows(seen.points), hash_rows(among)).all():
            return Place(kind)
    real = _rows(seen.real) if seen.real is not None else None
    fake = _rows(seen.fake) if seen.fake is not None else None
    if real is not None and fake is not None:
        n = min(len(points), len(real), len(fake))
        place = _between(points[:n], real[:n], fake[:n])
        if place is not None:
            return place
    return _around(points[: len(real)], real[: len(points)]) if real is not None else Place("unknown")


def _rows(batch: Tensor) -> Rows:
    flat = batch.detach().reshape(len(batch), -1)
    flat = flat[:, :: -(-max(flat.shape[1], 1) // _COLUMNS) | 1]
    return np.asarray(flat.double().cpu().numpy())


def _contents(seen: Penalty) -> list[tuple[Points, Tensor]]:
    found: list[tuple[Points, Tensor]] = []
    if seen.real is not None:
        found.append(("real", seen.real))
    if seen.fake is not None:
        found.append(("fake", seen.fake))
    if seen.real is not None and seen.fake is not None and seen.real.shape[1:] == seen.fake.shape[1:]:
        found.append(("real and fake", torch.cat((seen.real.detach(), seen.fake.detach().to(seen.real)))))
    return found


def _between(points: Rows, real: Rows, fake: Rows) -> Place | None:
    if not (points.shape == real.shape == fake.shape) or not points.size:
        return None
    line, along = fake - real, points - real
    length2 = (line**2).sum(1)
    apart = length2 > 0
    if not apart.any():
        return None
    factor = np.divide((along * line).sum(1), length2, out=np.zeros(len(line)), where=apart)
    off = np.sqrt(((along - factor[:, None] * line) ** 2).sum(1))
    # What is rounded is the size of the rows themselves.
    allowed = _ON_LINE * np.sqrt(length2) + 1e-6 * np.sqrt((real**2).sum(1) + (fake**2).sum(1))
    if (off <= allowed).all():
        told = factor[apart]
        extremes = (float(told.min()), float(told.max()))
        # A factor is told to the rounding of the points, relative to the line's length.
        blur = float((1e-6 * np.sqrt((real**2).sum(1)[apart] / length2[apart])).max())
        single = len(told) > 1 and extremes[1] - extremes[0] <= _SAME_FACTOR + 2 * blur
        return Place("interpolates", "batch" if single else "sample", extremes)
    slack = 1e-6 * (np.abs(real) + np.abs(fake)) + 1e-12
    inside = (points >= np.minimum(real, fake) - slack) & (points <= np.maximum(real, fake) + slack)
    if inside.all() and points.size >= 16:
        wide = np.abs(line) > 1e-3 * np.abs(line).max()
        each = along[wide] / line[wide]
        return Place("interpolates", "element", (float(each.min()), float(each.max())))
    return None


def _around(points: Rows, real: Rows) -> Place:
    if points.shape != real.shape or len(points) < 4:
        return Place("unknown")
    shift = points - real
    centred_real, centred = real - real.mean(0), points - points.mean(0)
    spread = float((centred_real**2).sum())
    if spread == 0.0:
        return Place("unknown")
    # Of unrelated rows the mean squared distance is the sum of both variances.
    near = float((shift**2).sum()) / (
        spread + float((centred**2).sum()) + len(real) * float((shift.mean(0) ** 2).sum())
    )
    slope = float((centred * centred_real).sum()) / spread
    if near > 0.7:
        return Place("unknown")
    if slope >= 0.85:
        return Place("perturbed real")
    return Place("interpolates") if slope >= 0.3 else Place("unknown")
