"""What watches: hooks on torch itself, none on the user's modules and tensors, that write down what happens.

Nothing that is watched changes, bit for bit: hooks read and copy, draw no random numbers, and raise nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from torch import nn
from torch.optim import Optimizer

from gancheck.tracing.recording.calls import Calls
from gancheck.tracing.recording.changes import Changes
from gancheck.tracing.recording.copies import Copies
from gancheck.tracing.recording.gradients import Gradients
from gancheck.tracing.recording.hooks import Hooks
from gancheck.tracing.recording.linking import Links
from gancheck.tracing.recording.living import living
from gancheck.tracing.recording.optimizers import parameters_of
from gancheck.tracing.recording.passes import Passes
from gancheck.tracing.recording.pulls import Pulls
from gancheck.tracing.recording.raw import RawTensors
from gancheck.tracing.recording.record import Record
from gancheck.tracing.recording.routes import Routes
from gancheck.tracing.recording.sketches import sketch
from gancheck.tracing.recording.steps import Steps
from gancheck.tracing.recording.window import Window


class Recorder(Record):
    """The record, and the hooks that fill it from `start` until enough was seen (`on_full` is called) or `stop`.

    `copies` are modules that follow a net, `routes` says by which way gradients came, and `gradients_at_start` holds
    sketches of those that parameters had already.
    """

    def __init__(self, steps: int, on_full: Callable[[], None]) -> None:
        super().__init__()
        self._on_full = on_full
        self.copies = Copies()
        self.routes = Routes()
        self.gradients_at_start: dict[int, np.ndarray] = {}
        self._window = Window(self, steps)
        self._hooks = Hooks()
        self._links = Links(self.arena, self.trouble)
        pulls, changes = Pulls(self), Changes(self)
        self._gradients = gradients = Gradients(self)
        self._raw = raw = RawTensors(self, self._links, pulls)
        self._calls = Calls(self, self._links, pulls, self.routes, raw, changes, gradients, self.stop)
        self._passes = Passes(self, self._links, pulls, self.routes, raw, changes, gradients)
        self._steps = Steps(self, raw, changes, gradients)

    def start(self) -> None:
        """Put the hooks on."""
        alive = living(Optimizer, nn.Module)
        self.optimizers.start([each for each in alive if isinstance(each, Optimizer)])
        self.copies.start([each for each in alive if isinstance(each, nn.Module)])
        for optimizer in self.optimizers.known:
            for p in parameters_of(optimizer):
                if p.grad is not None and not p.grad.is_sparse and p.grad.any():
                    self.gradients_at_start[id(p)] = sketch(p.grad)
        self._hooks.put_on(self._calls.entered, self._calls.left, self._before_step, self._after_step, self._backward)

    def stop(self) -> None:
        """Take every hook off; safe to call twice."""
        self.full = True
        self._hooks.take_off()
        self._raw.release()
        self.optimizers.stop()
        self.copies.stop()
        self._gradients.release()
        self._calls.release()
        self._links.release()

    def settle(self) -> None:
        """Read what was copied and waits: what was recorded so far is complete then."""
        self._links.settle()

    def _backward(self, *args: Any, **kwargs: Any) -> Any:
        engine = self._hooks.engine
        if self.full and self.here():
            self.stop()
        return self._passes.run(engine, self._end_if_by_hand, *args, **kwargs)

    def _before_step(self, optimizer: Optimizer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if not self.elsewhere():
            self._steps.before(optimizer, args, kwargs)

    def _after_step(self, optimizer: Optimizer, _args: Any, _kwargs: Any) -> None:
        if self.elsewhere() or not self._steps.after(optimizer):
            return
        try:
            self.copies.look(len(self.steps), self.nets, self.optimizers.known)
        except Exception as error:
            self.trouble(error)
        if self._window.is_full():
            self._end()

    def _end_if_by_hand(self) -> None:
        if self._window.is_full_by_hand():
            self._end()

    def _end(self) -> None:
        self.full = self.filled = True
        self._raw.release()
        self._links.settle()
        self._on_full()
