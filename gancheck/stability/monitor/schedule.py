"""When to measure: at fixed steps, or as often as a share of the training time pays for."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

SNAPSHOTS = 64  # at most, over a known budget
FEWEST = 8  # at least: with fewer the rules say little
_FIRST = 8  # the first step to measure, where the budget is not known
_GROWTH = 32  # and then each time a 32nd of the steps so far


class Schedule:
    """Every `every` steps, if given: the same steps in every run.

    Otherwise at most 64 times over a budget of `steps`, and only when all measuring since training began, and once more
    as much as the last time took, is at most `share` of the time that was spent training: so the steps depend on the
    machine. But never less than once in an eighth of the budget, or without one each time that the steps have doubled:
    a short run may cost more than the share, and a long one does not. The last step of the budget is measured in any
    case. What is paid before training is `setup`, and no part of the share.
    """

    def __init__(
        self,
        steps: int | None = None,
        every: int | None = None,
        share: float = 0.05,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        for name, value in (("steps", steps), ("every", every)):
            if value is not None and value < 1:
                raise ValueError(f"{name} is {value}; it has to be at least 1")
        if not 0.0 < share <= 1.0:
            raise ValueError(f"share is {share}; it has to be a share of the training time, in (0, 1]")
        self.every = every
        self.share = share
        self.setup = 0.0
        self.spent = 0.0
        self._steps = steps
        self._clock = clock
        self._begun: float | None = None
        self._last = 0.0
        self._next, self._promised = self._after(0)

    def begin(self) -> None:
        """Start the clock of the training, the first time."""
        if self._begun is None:
            self._begun = self._clock()

    def due(self, step: int) -> bool:
        """Whether to measure after this step."""
        if step == self._steps:
            return True
        if self.every is not None:
            return step % self.every == 0
        paid_for = self.spent + self._last <= self.share * self.training
        return step >= self._promised or (step >= self._next and paid_for)

    @property
    def training(self) -> float:
        """Seconds that training took so far, without measuring."""
        return 0.0 if self._begun is None else self._clock() - self._begun - self.spent

    def paid(self, seconds: float, step: int | None = None) -> None:
        """Account for measuring: at a step, or before training."""
        if step is None:
            self.setup += seconds
            return
        self.spent += seconds
        self._last = seconds
        self._next, self._promised = self._after(step)

    def _after(self, step: int) -> tuple[int, int]:
        """The least step to measure next, and the one at which it is measured whatever it costs."""
        if self._steps is not None:
            return step + math.ceil(self._steps / SNAPSHOTS), step + math.ceil(self._steps / FEWEST)
        return step + max(_FIRST, math.ceil(step / _GROWTH)), max(_FIRST, 2 * step)

    def __str__(self) -> str:
        if self.every is not None:
            return f"every {self.every} steps"
        share = f"at most {100 * self.share:g} % of the training time"
        if self._steps is not None:
            return f"{FEWEST} to {SNAPSHOTS} times and, beyond {FEWEST}, {share}"
        return f"each time the steps have doubled and, beyond that, {share}"
