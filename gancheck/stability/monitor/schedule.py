"""When to measure: at fixed steps, or as often as a share of the training time pays for."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

SNAPSHOTS = 64  # over a known budget
_FIRST = 8  # the first step to measure, where the budget is not known
_GROWTH = 32  # and then each time a 32nd of the steps so far


class Schedule:
    """Every `every` steps, if given: the same steps in every run.

    Otherwise at most 64 times over a budget of `steps`, and only when all measuring so far, and once more as much as
    the last time took, is at most `share` of the time that was spent training: so the steps depend on the machine. The
    last step of the budget is measured in any case.
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
        self.spent = 0.0
        self._steps = steps
        self._clock = clock
        self._begun: float | None = None
        self._before = 0.0  # spent when training began
        self._last = 0.0
        self._next = self._after(0)

    def begin(self) -> None:
        """Start the clock of the training, the first time."""
        if self._begun is None:
            self._begun, self._before = self._clock(), self.spent

    def due(self, step: int) -> bool:
        """Whether to measure after this step."""
        if step == self._steps:
            return True
        if self.every is not None:
            return step % self.every == 0
        return step >= self._next and self.spent + self._last <= self.share * self.training

    @property
    def training(self) -> float:
        """Seconds that training took so far, without measuring."""
        return 0.0 if self._begun is None else self._clock() - self._begun - (self.spent - self._before)

    def paid(self, seconds: float, step: int | None = None) -> None:
        """Account for measuring: at a step, or before training."""
        self.spent += seconds
        if step is not None:
            self._last = seconds
            self._next = self._after(step)

    def _after(self, step: int) -> int:
        """The least step to measure next."""
        if self._steps is not None:
            return step + math.ceil(self._steps / SNAPSHOTS)
        return step + max(_FIRST, math.ceil(step / _GROWTH))

    def __str__(self) -> str:
        if self.every is not None:
            return f"every {self.every} steps"
        most = f"at most {SNAPSHOTS} times and " if self._steps is not None else ""
        return f"{most}at most {100 * self.share:g} % of the training time"
