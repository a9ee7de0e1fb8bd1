"""Which bumps of a mixture are modes of its density."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from gancheck.theory.densities.density import Mode

_STEPS = 33  # points on the segment between two centers
_ROUNDING = 1e-9  # a plateau whose log density varies by less has no dip


def separate_modes(
    bumps: Sequence[Mode], log_prob: Callable[[Tensor], Tensor], landmarks: Sequence[float]
) -> tuple[Mode, ...]:
    """Return the bumps, with those merged between which the density does not dip.

    Two bumps are apart when on the segment between their centers the density falls and rises again; in one
    dimension the gaps between `landmarks` are looked at as well. A merged mode has the total mass, the mean
    center and the standard deviation of the whole.
    """
    centers = torch.tensor([bump.center for bump in bumps], dtype=torch.float64)
    edges = torch.tensor(landmarks, dtype=torch.float64)
    gaps = torch.cat([edges, (edges[1:] + edges[:-1]) / 2])[:, None, None]
    shares = torch.linspace(0, 1, _STEPS, dtype=torch.float64)[:, None, None]
    group = list(range(len(bumps)))
    for i in range(len(bumps) - 1):
        others = centers[i + 1 :]
        path = torch.lerp(centers[i], others, shares)
        if len(edges):
            between = torch.minimum(centers[i], others), torch.maximum(centers[i], others)
            path = torch.cat([path, torch.clamp(gaps, *between)]).sort(0).values
        heights = log_prob(path)
        higher_before, higher_after = heights.cummax(0).values, heights.flip(0).cummax(0).values.flip(0)
        joined = (heights >= torch.minimum(higher_before, higher_after) - _ROUNDING).all(0)
        for j in joined.nonzero().flatten().tolist():
            old, new = group[i + 1 + j], group[i]
            group = [new if label == old else label for label in group]
    clusters = [[b for b, g in zip(bumps, group, strict=True) if g == label] for label in dict.fromkeys(group)]
    return tuple(_merged(cluster) for cluster in clusters)


def _merged(bumps: list[Mode]) -> Mode:
    if len(bumps) == 1:
        return bumps[0]
    dim = len(bumps[0].center)
    weight = math.fsum(bump.weight for bump in bumps)
    center = tuple(math.fsum(bump.weight * bump.center[axis] for bump in bumps) / weight for axis in range(dim))
    variance = math.fsum(bump.weight * (bump.scale**2 + math.dist(bump.center, center) ** 2 / dim) for bump in bumps)
    return Mode(center, weight, math.sqrt(variance / weight))
