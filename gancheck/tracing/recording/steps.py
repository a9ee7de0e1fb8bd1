"""Optimizer steps: the gradient that each one is made with, and what it moves."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.optim import Optimizer

from gancheck.tracing.place import here
from gancheck.tracing.recording.changes import Changes
from gancheck.tracing.recording.events import Step
from gancheck.tracing.recording.gradients import Gradients
from gancheck.tracing.recording.optimizers import parameters_of, settings_of
from gancheck.tracing.recording.raw import RawTensors
from gancheck.tracing.recording.record import Record
from gancheck.tracing.recording.sketches import by_key, sketch, sketches

# Steps of an optimizer of which the gradient's norm is taken over all its entries, and where it was small last.
_EXACT, _EXACT_IF_SMALL, _SMALL = 8, 24, 0.1
# Steps before which every net is looked at; later those whose optimizer steps.
_ALL_LOOKED_AT = 12


class Steps:
    """Writes down every step of every optimizer."""

    def __init__(self, record: Record, raw: RawTensors, changes: Changes, gradients: Gradients) -> None:
        self._record, self._raw, self._changes, self._gradients = record, raw, changes, gradients
        self._optimizer = 0
        self._last: dict[int, Step] = {}

    def before(self, optimizer: Optimizer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """An optimizer is about to step."""
        record = self._record
        record.at_work = True
        try:
            closure = bool(len(args) > 1 and args[1] is not None) or kwargs.get("closure") is not None
            parameters = parameters_of(optimizer)
            held = tuple(map(id, parameters))
            self._changes.look("a step", None if len(record.steps) < _ALL_LOOKED_AT else held)
            self._gradients.watch(parameters)
            number = record.optimizers.number(optimizer)
            step = Step(
                time=record.tick(),
                optimizer=number,
                place=here(),
                settings=settings_of(optimizer),
                parameters=held,
                applied={},
                missing=frozenset(),
                moved=frozenset(),
                since=len(record.passes) if closure else self._since(number),
                until=len(record.passes),
                norm=0.0,
                closure=closure,
            )
            if not closure:
                self._apply(step, parameters)
            self._raw.stepping(step)
            self._optimizer, record.stepping = id(optimizer), step
        except Exception as error:
            record.trouble(error)
        finally:
            record.at_work = False

    def after(self, optimizer: Optimizer) -> bool:
        """An optimizer stepped; whether that was a step of the loop."""
        record = self._record
        if record.stepping is None or self._optimizer != id(optimizer):
            return False
        step, record.stepping = record.stepping, None
        record.at_work = True
        try:
            moved: set[int] = set()
            for net in record.nets:
                if not net.ids.isdisjoint(step.parameters):
                    moved |= net.moved()
            if step.closure:
                if step.until == len(record.passes):  # The closure ran no backward pass: it came before.
                    step.since = self._since(step.optimizer)
                step.until = len(record.passes)
                self._apply(step, parameters_of(optimizer))
            step.moved = frozenset(moved)
            record.steps.append(step)
            self._last[step.optimizer] = step
            if record.missed:
                record.missed, record.reliable_from = False, record.time
            record.counts[step.optimizer] = record.counts.get(step.optimizer, 0) + 1
        except Exception as error:
            record.trouble(error)
        finally:
            record.at_work = False
        return True

    def _since(self, optimizer: int) -> int:
        return self._last[optimizer].until if optimizer in self._last else 0

    def _apply(self, step: Step, parameters: list[Tensor]) -> None:
        """Write down the gradient that the optimizer is stepped with."""
        record = self._record
        given = {id(p): p.grad for p in parameters if p.grad is not None}
        step.missing = frozenset(step.parameters) - given.keys()
        entries, ends = sketches(list(given.values()), record.arena.floats)
        step.applied = by_key(list(given), entries, ends)
        known: dict[int, np.ndarray] = {}
        for net in record.nets:
            if not net.ids.isdisjoint(given):
                known |= net.weights
        for p in parameters:
            record.alive.setdefault(id(p), p)
            if id(p) in given:
                step.weights[id(p)] = known[id(p)] if id(p) in known else sketch(p, record.arena)
        step.norm = self._norm(step, entries, [grad for grad in given.values() if not grad.is_sparse])

    def _norm(self, step: Step, entries: np.ndarray, gradients: list[Tensor]) -> float:
        steps, last = self._record.counts.get(step.optimizer, 0), self._last.get(step.optimizer)
        small = last is not None and last.norm < _SMALL
        if not gradients or steps >= (_EXACT_IF_SMALL if small else _EXACT):
            return math.sqrt(float(entries @ entries))
        norms = torch._foreach_norm(gradients)
        return float(torch.linalg.vector_norm(torch.stack([n.double() for n in norms])))
