"""A setting to train in: a density, a recipe, and the length of the part that detectors see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gancheck.stability.runs.world import World
from gancheck.training import Recipe


@dataclass(frozen=True)
class Setting:
    """One row of the tables of runs: E seeds of it are trained at once.

    `recipe.iterations` is 2N: detectors see the snapshots of [0, N], the label comes from (N, 2N]. `world` is called
    when the runs are made, so that a table costs nothing. `clip` keeps the discriminator's parameters in
    [-clip, clip] after every iteration (Arjovsky et al. 2017, algorithm 1). `tuned` tells whether the rules may have
    been tuned on it.
    """

    name: str
    world: Callable[[], World]
    recipe: Recipe
    tuned: bool
    clip: float | None = None

    @property
    def budget(self) -> int:
        """N, the iterations that the detectors see."""
        return self.recipe.iterations // 2
