"""What each backward pass adds to each parameter's gradient."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from gancheck.tracing.recording.accumulators import Accumulators
from gancheck.tracing.recording.events import Pass
from gancheck.tracing.recording.optimizers import parameters_of
from gancheck.tracing.recording.record import Record
from gancheck.tracing.recording.sketches import sketch


class Gradients:
    """Listens at the parameters of all nets and all optimizers."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._accumulators = Accumulators(self._arrived)
        self._as_of = (0, 0, 0)
        self._not_yet: list[Tensor] = []

    def watch(self, held: Sequence[Tensor] = ()) -> None:
        """Listen at parameters that were not known yet, or required no gradient; also at what an optimizer `held`."""
        nets, optimizers = self._record.nets, self._record.optimizers
        now = (len(nets), len(optimizers.known), optimizers.groups_added)
        if now != self._as_of:
            self._as_of = now
            self._not_yet = [p for net in nets for p in net.parameters]
            self._not_yet += [p for optimizer in optimizers.known for p in parameters_of(optimizer)]
        self._accumulators.watch(held)
        if self._not_yet:
            self._accumulators.watch(self._not_yet)
            self._not_yet = [p for p in self._not_yet if id(p) not in self._accumulators.known]

    def release(self) -> None:
        """Listen no longer."""
        self._accumulators.release()

    def taken(self, parameter: Tensor, gradient: Tensor, during: Pass) -> bool:
        """`autograd.grad` returned the gradient of a tensor: add it, if that is a parameter, and say so."""
        known = id(parameter) in self._record.alive or id(parameter) in self._accumulators.known
        if known:
            self._add(during, id(parameter), gradient)
        return known

    def _arrived(self, parameter: int, gradient: Tensor) -> None:
        during = self._record.during
        if during is None or self._record.full:
            return
        try:
            self._add(during, parameter, gradient)
        except Exception as error:
            self._record.trouble(error)

    def _add(self, during: Pass, parameter: int, gradient: Tensor) -> None:
        during.reached.add(parameter)
        part = sketch(gradient, self._record.arena)
        known = during.contributions.get(parameter)
        if known is not None:
            part += known
        during.contributions[parameter] = part
