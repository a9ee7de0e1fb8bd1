"""A backward pass's contribution, and what a gradient is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
How = Literal["sum", "clamped", "by part", "decayed", "combination", "zero", "non-finite", "unknown"]


@dataclass(frozen=True, eq=False)
class Contribution:
    """What one backward pass added to one player's gradient.

    `vector` `(p,)` is the gradient, or the same fixed entries of it in every contribution; `number` counts the passes;
    `own` tells whether it was a pass of the player's own loss; `version` is how many steps the player had made when
    the forward pass was run that the gradient comes from.
    """

    vector: Vector
    number: int
    own: bool = True
    version: int | None = None


@dataclass(frozen=True)
class Made:
    """What a gradient is made of, all passes by number.

    `how`: "sum" is `multiple` times the sum of `passes` (clipping by norm and scaling multiply; a negative multiple is
    ascent by hand); "clamped" is that sum, each entry limited to `limit`; "by part" has a multiple for each part
    (`multiple` is their median); "decayed" has `decay` times the parameters added; "combination" weighs every pass
    differently (`weights`). `earlier` are those of `passes` from before the player's last step, `others` those of
    another loss, `stale` those whose forward pass saw older weights than the newest among them, or than `version`.
    `misfit` is the part that is not explained, relative to the gradient.
    """

    how: How
    passes: tuple[int, ...] = ()
    multiple: float = 1.0
    limit: float | None = None
    decay: float = 0.0
    weights: tuple[float, ...] = ()
    earlier: tuple[int, ...] = ()
    own_earlier: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    misfit: float = 0.0

    @property
    def cause(self) -> str:
        """`accumulated`, `leaked`, `stale`, `unknown`, or nothing: fresh, absent or non-finite.

        A missing zero_grad leaves its own earlier passes in, with the other player's passes or without: accumulated.
        """
        if self.how == "unknown":
            return "unknown"
        if self.own_earlier:
            return "accumulated"
        if self.others:
            return "leaked"
        return "stale" if self.stale else ""
