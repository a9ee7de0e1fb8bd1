"""Nets that are no modules: parameters that an optimizer holds, and functions of them, followed by data-flow."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gancheck.tracing.place import here
from gancheck.tracing.recording.compiling import compiled
from gancheck.tracing.recording.dataflow import Dataflow, Functional, nothing_else_watches
from gancheck.tracing.recording.events import Call, Step
from gancheck.tracing.recording.linking import Links
from gancheck.tracing.recording.names import name_of
from gancheck.tracing.recording.nets import Net
from gancheck.tracing.recording.optimizers import parameters_of
from gancheck.tracing.recording.pulls import Pulls
from gancheck.tracing.recording.record import Record

# Steps before which following tensors is switched on where it is needed.
_DECIDED = 8


class RawTensors:
    """Switches on what hooks cannot do, where they do not suffice, and records calls of nets over raw tensors."""

    def __init__(self, record: Record, links: Links, pulls: Pulls) -> None:
        self._record, self._links, self._pulls = record, links, pulls
        self._compiled_before = compiled()
        self._owners: dict[int, int] = {}
        self._mode: Dataflow | None = None

    def call_behind(self, tensor: Tensor) -> int | None:
        """The latest call that a tensor was made from, as far as it was followed."""
        return max(self._mode.calls_behind(tensor), default=None) if self._mode is not None else None

    def made(self, tensor: Tensor, call: int) -> None:
        """A module's call returned `tensor`."""
        if self._mode is not None:
            self._mode.made(tensor, call)

    def settle(self) -> None:
        """A backward pass begins: calls that nothing has used yet are over."""
        if self._mode is not None:
            self._mode.settle()

    def stepping(self, step: Step) -> None:
        """An optimizer steps: follow tensors from now on, if its parameters belong to no net, or fakes went lost."""
        if self._mode is None and not step.closure and len(self._record.steps) < _DECIDED:
            self._follow(step)
        if self._mode is not None:
            self._know()

    def release(self) -> None:
        """Follow no longer; inside a torch function, where the mode is off for a moment, a later call does."""
        if self._mode is not None and _on_top(self._mode):
            self._mode.__exit__(None, None, None)  # type: ignore[no-untyped-call]
            self._mode = None

    def _follow(self, step: Step) -> None:
        record = self._record
        covered = frozenset().union(*(net.ids for net in record.nets)) if record.nets else frozenset()
        lost = not any(p in covered for p in step.applied)
        if not (lost or self._fakes_lost()) or not nothing_else_watches() or compiled() > self._compiled_before:
            return
        self._mode = Dataflow(self._owner, self._closed, lambda: record.busy, record.trouble)
        self._mode.__enter__()  # type: ignore[no-untyped-call]
        record.missed = record.missed or lost

    def _fakes_lost(self) -> bool:
        """Whether outputs of a net that makes fakes went nowhere that is known: into D, changed beyond recognition."""
        record = self._record
        if len(record.steps) < 2 or len(record.steps) > 6:
            return False
        self._links.settle()
        used = {p.call for call in record.calls for pieces in call.origins for p in pieces if p.call is not None}
        if not used:
            return len(record.nets) > 1
        makers = {record.calls[index].net for index in used}
        return any(
            call.net in makers and call.index not in used and not call.outputs[0].pull_norms
            for call in record.calls[-12:-2]
        )

    def _owner(self, tensor: Tensor) -> int | None:
        return self._owners.get(id(tensor)) if tensor.is_leaf else None

    def _know(self) -> None:
        """The parameters of an optimizer that no module holds are a net."""
        record = self._record
        covered = {p for net in record.nets for p in net.ids}
        for optimizer in record.optimizers.known:
            free = [p for p in parameters_of(optimizer) if id(p) not in covered and id(p) not in self._owners]
            if free:
                net = Net(len(record.nets), _common_name(free), nn.Module(), free, record.arena)
                record.nets.append(net)
                for p in free:
                    self._owners[id(p)] = net.number
                    record.alive[id(p)] = p

    def _closed(self, functional: Functional) -> int:
        """The output of a net over raw tensors was used: that was a call."""
        record = self._record
        index = len(record.calls)
        net = record.nets[functional.owner]
        out = functional.out
        call = Call(
            time=record.tick(), index=index, net=net.number, place=here(), training=True,
            grad=out.requires_grad, version=net.version, outputs=[self._pulls.on_output(out)],
        )  # fmt: skip
        record.calls.append(call)
        self._links.called(call, [functional.given], [out], [max(functional.sources, default=None)])
        return index


def _common_name(parameters: list[Tensor]) -> str:
    """What the names of raw tensors have in common: `G_W1` and `G_b1` are of `G`."""
    names = [name_of(p) for p in parameters]
    common = _common_start(names).rstrip("_.[0123456789")
    return common or names[0]


def _common_start(names: list[str]) -> str:
    """The characters that all names begin with."""
    first, last = min(names), max(names)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:same]


def _on_top(mode: Dataflow) -> bool:
    length = torch._C._len_torch_function_stack()
    return length > 0 and torch._C._get_function_stack_at(length - 1) is mode
