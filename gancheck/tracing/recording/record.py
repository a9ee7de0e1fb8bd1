"""What was seen of a training, and what goes on at this moment: all that the watchers share."""

from __future__ import annotations

from threading import get_ident

import torch
from torch import Tensor

from gancheck.tracing.recording.arena import Arena
from gancheck.tracing.recording.events import Call, Change, Pass, Slopes, Step
from gancheck.tracing.recording.nets import Net
from gancheck.tracing.recording.optimizers import Optimizers, parameters_of


class Record:
    """Everything seen, in order: `calls`, `passes`, `slopes`, `steps`, `changes`; `nets` and optimizers by number.

    `full` says that watching is over, `filled` that enough was seen. Until the time `reliable_from` calls were missed.
    `alive` holds parameters by their identity, so that no other tensor takes it. What is kept lies in the `arena`.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.passes: list[Pass] = []
        self.slopes: list[Slopes] = []
        self.steps: list[Step] = []
        self.changes: list[Change] = []
        self.nets: list[Net] = []
        self.optimizers = Optimizers()
        self.troubles: list[str] = []
        self.full = self.filled = False
        self.reliable_from = 0
        self.alive: dict[int, Tensor] = {}
        self.arena = Arena()
        # What goes on now: our own work, a net's call, a backward pass, an optimizer's step.
        self.at_work = False
        self.calling = False
        self.during: Pass | None = None
        self.stepping: Step | None = None
        # Each optimizer's number of steps.
        self.counts: dict[int, int] = {}
        # Some calls went past the hooks: what was seen is reliable from the end of the next step.
        self.missed = False
        self._time = 0
        self.thread = get_ident()

    @property
    def time(self) -> int:
        """The number of events so far."""
        return self._time

    @property
    def held(self) -> list[frozenset[int]]:
        """The identities of the parameters of each optimizer."""
        return [frozenset(map(id, parameters_of(optimizer))) for optimizer in self.optimizers.known]

    @property
    def busy(self) -> bool:
        """Whether what torch does now is none of the user's own mathematics."""
        return self.full or self.at_work or self.calling or self.during is not None or self.stepping is not None

    def tick(self) -> int:
        """The time of the next event."""
        self._time += 1
        return self._time

    def here(self) -> bool:
        """Whether this is the thread that is watched."""
        return get_ident() == self.thread

    def elsewhere(self) -> bool:
        """Whether what happens now is none of what is watched: another thread, a tracing compiler, a full window."""
        return self.full or torch._C._get_tracing_state() is not None or not self.here()

    def trouble(self, error: Exception) -> None:
        """An error of our own: noted once, never raised into the training."""
        text = f"{type(error).__name__}: {error}"
        if text not in self.troubles:
            self.troubles.append(text)
