"""Modules made like a net that nothing trains and that follow its weights: averages of the generator.

They are looked for once, among all modules, and their weights and buffers read a few times.
"""

from __future__ import annotations

import weakref
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from gancheck.tracing.recording.living import Modules
from gancheck.tracing.recording.moded import float_buffers
from gancheck.tracing.recording.names import name_of
from gancheck.tracing.recording.nets import Net
from gancheck.tracing.recording.optimizers import parameters_of
from gancheck.tracing.recording.sketches import sketch

# Optimizer steps after which copies are looked for: averages are made before the loop. Read at each doubling.
_SEARCHED = 8


@dataclass(frozen=True)
class Reading:
    """A module's parameters and buffers of floats (sketches), and its net's, at one moment."""

    parameters: tuple[np.ndarray, ...]
    buffers: tuple[np.ndarray, ...]
    net_buffers: tuple[np.ndarray, ...]


@dataclass
class Copy:
    """A module with the shapes of the parameters of the net numbered `net`, and how it was found at several moments."""

    name: str
    net: int
    module: weakref.ref[nn.Module]
    ids: frozenset[int]
    readings: list[Reading] = field(default_factory=list)

    @property
    def followed(self) -> bool:
        """Whether its parameters moved between the first and the last reading."""
        return _moved(self.readings[0].parameters, self.readings[-1].parameters) > 0

    @property
    def buffers_moved(self) -> tuple[int, int]:
        """How many of its buffers moved, and how many of its net's."""
        first, last = self.readings[0], self.readings[-1]
        return _moved(first.buffers, last.buffers), _moved(first.net_buffers, last.net_buffers)


class Copies:
    """What was found; `look` is called after every optimizer step."""

    def __init__(self) -> None:
        self.found: list[Copy] = []
        self._modules = Modules()

    def start(self, alive: list[nn.Module]) -> None:
        """Copies are among these modules, or made from now on."""
        self._modules.start(alive)

    def stop(self) -> None:
        """Search no more."""
        self._modules.stop()

    def look(self, steps: int, nets: Sequence[Net], optimizers: Sequence[Optimizer]) -> None:
        """Search and read at the steps where it is time."""
        if steps < _SEARCHED or steps & (steps - 1):
            return
        if steps == _SEARCHED:
            self._search(nets, {id(p) for optimizer in optimizers for p in parameters_of(optimizer)})
            self.stop()
        for copy in self.found:
            module = copy.module()
            if module is not None:
                copy.readings.append(_reading(module, nets[copy.net].module))

    def _search(self, nets: Sequence[Net], held: set[int]) -> None:
        # A copy that was called is a net, too: what is copied is trained.
        trained = [net for net in nets if net.ids & held or any(p.grad is not None for p in net.parameters)]
        taken = held.union(*(net.ids for net in trained))
        wanted: dict[tuple[torch.Size, ...], list[Net]] = defaultdict(list)
        for net in trained:
            if not net.raw:
                wanted[_shapes(net.parameters)].append(net)
        for module in self._modules:
            if "_parameters" not in module.__dict__:  # It is being built.
                continue
            parameters = _parameters(module)
            alike = wanted.get(_shapes(parameters), [])
            ids = frozenset(id(p) for p in parameters)
            if alike and not ids & taken and not any(copy.ids == ids for copy in self.found):
                nearest = min(alike, key=lambda net: _distance(parameters, net.parameters))
                self.found.append(Copy(name_of(module), nearest.number, weakref.ref(module), ids))


def _distance(a: Sequence[Tensor], b: Sequence[Tensor]) -> float:
    return sum(float(np.abs(sketch(p) - sketch(q)).sum()) for p, q in zip(a, b, strict=True))


def _parameters(module: nn.Module) -> list[Tensor]:
    """None of a module that cannot say: its parameters are its own affair, and lazy ones have no shape yet."""
    try:
        parameters: list[Tensor] = list(module.parameters())
        return parameters if all(p.shape is not None for p in parameters) else []
    except Exception:
        return []


def _shapes(parameters: Sequence[Tensor]) -> tuple[torch.Size, ...]:
    return tuple(p.shape for p in parameters)


def _reading(module: nn.Module, net: nn.Module) -> Reading:
    return Reading(
        tuple(sketch(p) for p in module.parameters()),
        tuple(sketch(b) for b in float_buffers(module)),
        tuple(sketch(b) for b in float_buffers(net)),
    )


def _moved(before: Sequence[np.ndarray], after: Sequence[np.ndarray]) -> int:
    return sum(not np.array_equal(a, b, equal_nan=True) for a, b in zip(before, after, strict=False))
