"""Following tensors through every torch function: for nets that are no modules, and fakes changed beyond recognition.

Costs several times more than hooks, so it is only switched on where hooks cannot tell.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode


@dataclass
class Functional:
    """A call of a net over raw tensors: `given` went in, `out` is the last result that one of its parameters made."""

    owner: int
    given: Tensor
    sources: frozenset[int]
    out: Tensor
    call: int | None = None


@dataclass
class Label:
    """What a tensor was made from: calls of nets (their indices), open functional calls, or parameters alone."""

    tensor: weakref.ref[Tensor]
    calls: frozenset[int] = frozenset()
    open: tuple[Functional, ...] = ()
    parameters_of: int | None = None


@dataclass
class Dataflow(TorchFunctionMode):
    """Labels every tensor with the calls it was made from.

    `owner` tells whose parameter a tensor is (None: nobody's), `closed` is called with a functional call once its
    output is used, and returns the index of the recorded call. `busy` says when not to look.
    """

    owner: Callable[[Tensor], int | None]
    closed: Callable[[Functional], int]
    busy: Callable[[], bool]
    trouble: Callable[[Exception], None]
    _labels: dict[int, Label] = field(default_factory=dict)
    _pending: list[Functional] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        if isinstance(result, (Tensor, tuple, list)) and not self.busy():
            try:
                self._follow(func, (*args, *(kwargs or {}).values()), result)
            except Exception as error:
                self.trouble(error)
        return result

    def calls_behind(self, tensor: Tensor) -> frozenset[int]:
        """The calls that a tensor was made from."""
        label = self._label(tensor)
        if label is None:
            return frozenset()
        return label.calls | frozenset(self._index(each) for each in label.open)

    def made(self, tensor: Tensor, call: int) -> None:
        """A module's call returned `tensor`."""
        self._set(tensor, Label(weakref.ref(tensor), frozenset({call})))

    def settle(self) -> None:
        """Record every open functional call: a backward pass begins."""
        for each in self._pending:
            self._index(each)
        self._pending = []
        if len(self._labels) > 20_000:
            self._labels = {key: label for key, label in self._labels.items() if label.tensor() is not None}

    def _index(self, functional: Functional) -> int:
        if functional.call is None:
            functional.call = self.closed(functional)
        return functional.call

    def _follow(self, func: Any, given: tuple[Any, ...], result: Any) -> None:
        inputs = _flat(given)
        results = _flat((result,))
        if not inputs or not results or getattr(func, "__name__", "") in ("backward", "grad", "__get__"):
            return
        owners = {o for o in (self._owner_of(t) for t in inputs) if o is not None}
        data = [t for t in inputs if self._owner_of(t) is None]
        if owners and not data:
            for out in results:
                self._set(out, Label(weakref.ref(out), parameters_of=next(iter(owners))))
            return
        labels = [label for label in (self._label(t) for t in data) if label is not None]
        calls = frozenset().union(*(label.calls for label in labels))
        opened = _once(labels)
        for owner in owners:
            mine = [each for each in opened if each.owner == owner]
            others = frozenset(self._index(each) for each in opened if each.owner != owner)
            if mine:
                functional = mine[0]
                functional.out = results[0]
            else:
                widest = max(data, key=lambda t: t.numel())
                functional = Functional(owner, widest, calls | others, results[0])
                self._pending.append(functional)
            for out in results:
                self._set(out, Label(weakref.ref(out), frozenset(), (functional,)))
        if not owners and (calls or opened):
            for out in results:
                if out.is_floating_point():
                    self._set(out, Label(weakref.ref(out), calls, opened))

    def _owner_of(self, tensor: Tensor) -> int | None:
        owner = self.owner(tensor)
        if owner is None:
            label = self._label(tensor)
            owner = label.parameters_of if label is not None else None
        return owner

    def _label(self, tensor: Tensor) -> Label | None:
        label = self._labels.get(id(tensor))
        return label if label is not None and label.tensor() is tensor else None

    def _set(self, tensor: Tensor, label: Label) -> None:
        if self.owner(tensor) is None:
            self._labels[id(tensor)] = label


def _once(labels: list[Label]) -> tuple[Functional, ...]:
    """The open calls behind several tensors, each once."""
    found: dict[int, Functional] = {id(each): each for label in labels for each in label.open}
    return tuple(found.values())


def _flat(things: Any) -> list[Tensor]:
    found: list[Tensor] = []
    for thing in things:
        if isinstance(thing, Tensor):
            found.append(thing)
        elif isinstance(thing, (list, tuple)):
            found += _flat(thing)
    return found


def nothing_else_watches() -> bool:
    """Whether no other mode is on the stack, which would be taken off in our place."""
    return bool(torch._C._len_torch_function_stack() == 0)
