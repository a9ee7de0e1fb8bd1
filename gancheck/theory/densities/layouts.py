"""The two layouts of Gaussians in the plane on which GANs are usually shown."""

from __future__ import annotations

import math

from gancheck.theory.densities.gaussian import GaussianNd
from gancheck.theory.densities.mixture import Mixture
from gancheck.theory.densities.parameters import count, positive


def ring(modes: int = 8, radius: float = 2.0, std: float = 0.02) -> Mixture:
    """`modes` equal Gaussians, evenly spaced on a circle around the origin.

    The first lies on the positive axis, the others follow counterclockwise.
    """
    count("ring", "modes", modes)
    positive("ring", "radius", radius)
    angles = [2 * math.pi * k / modes for k in range(modes)]
    parts = [GaussianNd((radius * math.cos(angle), radius * math.sin(angle)), std) for angle in angles]
    return Mixture(parts, name=f"ring(modes={modes}, radius={radius:g}, std={std:g})")


def grid(side: int = 5, spacing: float = 2.0, std: float = 0.05) -> Mixture:
    """`side` times `side` equal Gaussians on a square grid centered at the origin, row by row."""
    count("grid", "side", side)
    positive("grid", "spacing", spacing)
    ticks = [spacing * (k - (side - 1) / 2) for k in range(side)]
    parts = [GaussianNd((x, y), std) for y in ticks for x in ticks]
    return Mixture(parts, name=f"grid(side={side}, spacing={spacing:g}, std={std:g})")
