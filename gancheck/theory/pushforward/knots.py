"""The knots of a piecewise linear network on a line: every z at which a neuron changes its slope."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gancheck.theory.pushforward.layers import Kinked, Layer

Floats = NDArray[np.float64]

# Knots nearer to each other than this share of where they are, or of the initial spacing, are one: the mass
# between them is rounding, but a slope computed from them would be noise.
_SAME = 1e-14


def trace_knots(layers: Sequence[Layer], z: Floats, start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """All knots along a line through the latent space, and the network's output at each.

    `z` holds sorted initial coordinates along the line; `start` `(latent,)` is the point at coordinate 0 and `end`
    the point at coordinate 1. Returns coordinates `(n,)` and outputs `(n, out)`. Between adjacent knots the
    network is affine, so that each crossing of a kink is found by linear interpolation, layer by layer; the
    crossing neuron is pinned to its kink.
    """
    spacing = float(np.diff(z).min())
    h = start + z[:, None] * (end - start)
    for layer in layers:
        if isinstance(layer, Kinked):
            z, h = _insert(z, h, layer.kinks)
        h = layer(h)
    return _merged(z, h, spacing)


def _insert(z: Floats, h: Floats, kinks: Sequence[float]) -> tuple[Floats, Floats]:
    new_z, new_h = [z], [h]
    for kink in kinks:
        above = h > kink
        below = h < kink
        left, neuron = np.nonzero((above[:-1] & below[1:]) | (below[:-1] & above[1:]))
        if not len(left):
            continue
        low, high = h[left], h[left + 1]
        rows = np.arange(len(left))
        share = (kink - low[rows, neuron]) / (high[rows, neuron] - low[rows, neuron])
        crossing = low + share[:, None] * (high - low)
        crossing[rows, neuron] = kink
        new_z.append(z[left] + share * (z[left + 1] - z[left]))
        new_h.append(crossing)
    if len(new_z) == 1:
        return z, h
    z, h = np.concatenate(new_z), np.concatenate(new_h)
    order = np.argsort(z, kind="stable")
    return z[order], h[order]


def _merged(z: Floats, h: Floats, spacing: float) -> tuple[Floats, Floats]:
    apart = np.diff(z) > _SAME * np.maximum(np.abs(z[1:]), spacing)
    keep = np.concatenate([[True], apart])
    keep[-1] = True
    return z[keep], h[keep]
