"""A run's outputs of D and the pulls on them, pooled over the updates: one update alone is often ill-posed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from gancheck.tracing.reading.objective.scores import Scores, Update

Floats = npt.NDArray[np.float64]
_MOST_CALLS = 1024
_DIVERGED = 1e9


@dataclass(frozen=True)
class Rows:
    """The rows of one role: `values` `(n,)` and `pulls` `(n,)`, the latter times the size of their call.

    A loss that averages over a minibatch thus pulls each row as if it were alone. `step` `(n,)` numbers the updates
    from 0, `sizes` `(n,)` are those of the calls, `calls` how many there are in an update (the median). `group` `(n,)`
    is shared by a real and a fake call that a relativistic loss would compare. `lost` rows were left out: not finite,
    or beyond any sense.
    """

    values: Floats
    pulls: Floats
    step: npt.NDArray[np.int64]
    sizes: Floats
    group: npt.NDArray[np.int64]
    calls: float
    lost: int = 0

    @property
    def silent(self) -> bool:
        """Whether nothing pulls on these rows."""
        return not np.any(self.pulls)

    @property
    def size(self) -> float:
        """The usual size of a call."""
        return float(np.median(self.sizes))

    def chosen(self, mask: npt.NDArray[np.bool_] | slice) -> Rows:
        """Some of the rows."""
        return replace(
            self,
            values=self.values[mask],
            pulls=self.pulls[mask],
            step=self.step[mask],
            sizes=self.sizes[mask],
            group=self.group[mask],
        )

    def summed(self) -> Rows:
        """The same, times the usual size of a call instead of each call's own: constant where a loss sums."""
        return replace(self, pulls=self.pulls / self.sizes * self.size)


def calls(update: Update, role: str) -> list[Scores]:
    """The calls of one role in one update; those that the loss leaves alone only where it leaves all alone."""
    found = [scores for scores in update.scores if scores.role == role]
    for scores in found:
        if np.shape(scores.values) != np.shape(scores.pulls) or np.ndim(scores.values) != 1:
            raise ValueError(
                f"Scores need values and pulls of one shape (n,), not {np.shape(scores.values)} and "
                f"{np.shape(scores.pulls)}."
            )
    pulled = [scores for scores in found if np.any(scores.pulls)]
    return pulled or found


def pool(updates: Sequence[Update], role: str) -> Rows | None:
    """The rows of one role over a run, without those that have diverged; None where there are none."""
    values: list[Floats] = []
    pulls: list[Floats] = []
    step: list[npt.NDArray[np.int64]] = []
    sizes: list[Floats] = []
    group: list[npt.NDArray[np.int64]] = []
    number: list[int] = []
    for index, update in enumerate(updates):
        found = calls(update, role)
        if found:
            number.append(len(found))
        paired = len(calls(update, "real")) == len(calls(update, "fake"))
        for order, scores in enumerate(found):
            n = len(scores.values)
            values.append(np.asarray(scores.values, dtype=np.float64))
            pulls.append(np.asarray(scores.pulls, dtype=np.float64) * n)
            step.append(np.full(n, index, dtype=np.int64))
            sizes.append(np.full(n, float(n)))
            group.append(np.full(n, index * _MOST_CALLS + (order if paired else 0), dtype=np.int64))
    if not values:
        return None
    rows = Rows(
        np.concatenate(values),
        np.concatenate(pulls),
        np.concatenate(step),
        np.concatenate(sizes),
        np.concatenate(group),
        float(np.median(number)),
    )
    kept = (np.abs(rows.values) < _DIVERGED) & np.isfinite(rows.pulls)
    return replace(rows.chosen(kept), lost=int((~kept).sum())) if kept.any() else None
