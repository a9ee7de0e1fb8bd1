"""Objects that are alive, and modules that are made from now on."""

from __future__ import annotations

import functools
import gc
import weakref
from itertools import compress
from typing import Any

from torch import nn
from torch.nn.modules.module import (
    register_module_module_registration_hook,
    register_module_parameter_registration_hook,
)


def living(*kinds: type) -> list[Any]:
    """Every object of one of these kinds that the garbage collector knows; no code of theirs runs."""
    # Hundreds of thousands of objects, each of them far away in memory: looked at once.
    everything = gc.get_objects()
    types = list(map(type, everything))
    wanted = {each for each in set(types) if issubclass(each, kinds)}
    return list(compress(everything, map(wanted.__contains__, types)))


class Modules:
    """All modules: those that are alive at the start, and those that are built, copied or unpickled until the end."""

    def __init__(self) -> None:
        self._known: dict[int, weakref.ref[nn.Module]] = {}
        self._handles: list[Any] = []
        self._original: Any = None

    def start(self, alive: list[nn.Module]) -> None:
        """Know these, and hear of others."""
        for module in alive:
            self._met(module)
        self._handles = [
            register_module_parameter_registration_hook(self._met),
            register_module_module_registration_hook(self._met),
        ]
        self._original = original = nn.Module.__setstate__
        met = self._met

        # Copies and unpickled modules register nothing.
        @functools.wraps(original)
        def setstate(module: nn.Module, state: Any) -> None:
            original(module, state)  # type: ignore[no-untyped-call]
            met(module)

        nn.Module.__setstate__ = setstate  # type: ignore[method-assign]

    def stop(self) -> None:
        """Hear of no others; safe to call twice."""
        for handle in self._handles:
            handle.remove()
        self._handles = []
        if self._original is not None:
            nn.Module.__setstate__ = self._original  # type: ignore[method-assign]
            self._original = None

    def __iter__(self) -> Any:
        """Those that are alive now."""
        return iter([module for known in self._known.values() if (module := known()) is not None])

    def _met(self, module: nn.Module, *_: Any) -> None:
        if id(module) not in self._known or self._known[id(module)]() is not module:
            self._known[id(module)] = weakref.ref(module)
