"""One player's updates, pooled, with what is known beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gancheck.tracing.reading.objective.classes import one_logit
from gancheck.tracing.reading.objective.precision import finest, rounding
from gancheck.tracing.reading.objective.rows import Floats, Rows, pool
from gancheck.tracing.reading.objective.scores import Update

_ENOUGH = 256
_END = 0.02


@dataclass(frozen=True)
class Run:
    """The pooled rows of one player, `real` and `fake` (None where D was not called on any).

    `eps` is the unit roundoff of the pulls and `grain` that of D's outputs, `floor` the absolute error of the smallest
    pulls, `samples` the minibatch size m (rows; the calls' own sizes count patches), `updates` how many steps there
    are. `probable` tells whether D's outputs are probabilities: None where their values do not show it. `margin` tells
    whether the loss cuts anything off at a margin, as hinge's do: None where its operations were not seen.
    """

    player: str
    real: Rows | None
    fake: Rows | None
    eps: float
    floor: float
    samples: float
    updates: int
    grain: float
    probable: bool | None = None
    margin: bool | None = None

    @property
    def sides(self) -> dict[str, Rows]:
        """The sides that are pulled on, by role."""
        both = {"real": self.real, "fake": self.fake}
        return {role: rows for role, rows in both.items() if rows is not None and not rows.silent}

    @property
    def half(self) -> bool:
        """Whether the pulls, or the outputs they are pulls on, were rounded to bfloat16 or float16."""
        return max(self.eps, self.grain) > 2.0**-20

    @property
    def bounded(self) -> bool:
        """Whether every output of D lies in [0, 1]."""
        return all(rows.values.min() >= 0 and rows.values.max() <= 1 for rows in (self.real, self.fake) if rows)

    @property
    def uneven(self) -> bool:
        """Whether calls differ in size, as the last minibatch of an epoch does."""
        return any(len(np.unique(rows.sizes)) > 1 for rows in self.sides.values())

    def part(self, most: int) -> Run:
        """Whole updates, evenly spaced over the run, that hold about `most` rows of a side."""
        largest = max((len(rows.values) for rows in (self.real, self.fake) if rows is not None), default=0)
        if largest <= most:
            return self
        kept = max(4, int(self.updates * most / largest))
        steps = np.unique(np.linspace(0, self.updates - 1, kept).round().astype(np.int64))

        def of(rows: Rows | None) -> Rows | None:
            if rows is None:
                return None
            left = rows.chosen(np.isin(rows.step, steps))
            return left if len(left.values) else None

        return replace(self, real=of(self.real), fake=of(self.fake))

    def alone(self, role: str) -> Run:
        """Only one side."""
        return replace(self, real=self.real if role == "real" else None, fake=self.fake if role == "fake" else None)

    def summed(self) -> Run:
        """With pulls normalised for a loss that sums."""
        return replace(self, real=self.real and self.real.summed(), fake=self.fake and self.fake.summed())

    def rescaled(self, scales: Floats) -> Run:
        """With the pulls of each update divided by its scale `(updates,)`."""

        def of(rows: Rows | None) -> Rows | None:
            return rows and replace(rows, pulls=rows.pulls / scales[rows.step])

        return replace(self, real=of(self.real), fake=of(self.fake))


def gather(updates: Sequence[Update], probable: bool | None) -> Run:
    """Pool one player's updates; ValueError where there are none or they are of both players."""
    players = {update.player for update in updates}
    if len(players) != 1:
        raise ValueError(f"Read the updates of one player at a time, not of {sorted(players) or 'none'}.")
    updates = one_logit(updates)
    every = [scores.pulls for update in updates for scores in update.scores]
    pulls = np.concatenate([np.asarray(one, dtype=np.float64) for one in every]) if every else np.zeros(0)
    outputs = [scores.values for update in updates for scores in update.scores]
    values = np.concatenate([np.asarray(one, dtype=np.float64) for one in outputs]) if outputs else np.zeros(0)
    eps = rounding(pulls)
    return Run(
        players.pop(),
        pool(updates, "real"),
        pool(updates, "fake"),
        eps,
        finest(pulls, eps),
        float(np.median([update.samples for update in updates])),
        len(updates),
        rounding(values),
        probable,
    )


def probabilities(runs: Sequence[Run]) -> bool | None:
    """Whether D's outputs are probabilities, from their values alone: True, False or None (cannot be told).

    One value outside [0, 1] says no. Yes takes values close to both ends, of which none crosses: a critic's outputs may
    all lie inside by chance (1 in 600 short trainings of small networks, had their mean near 1/2 been enough).
    """
    if not all(run.bounded for run in runs):
        return False
    values = np.concatenate([rows.values for run in runs for rows in (run.real, run.fake) if rows is not None])
    if len(values) < _ENOUGH:
        return None
    return True if values.min() < _END and values.max() > 1 - _END else None
