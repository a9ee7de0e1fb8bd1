"""Something to do once the script has imported a module: gancheck must not be the first to import torch.

What a script sets before its `import torch` (threads, devices, allocators) is read by torch when it is loaded.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


def after_import(name: str, then: Callable[[], None]) -> None:
    """Call `then` when the module `name` has been executed, now if it has been already."""
    if name in sys.modules:
        then()
    else:
        sys.meta_path.insert(0, _Once(name, then))


class _Once(MetaPathFinder):
    """Finds one module, once, with the finders that come after it."""

    def __init__(self, name: str, then: Callable[[], None]) -> None:
        self._name, self._then = name, then

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            sys.meta_path.insert(0, self)
            return None
        loader, execute = spec.loader, spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            del loader.exec_module  # the class's own shows again
            try:
                execute(module)
            except BaseException:
                sys.meta_path.insert(0, self)
                raise
            self._then()

        # On the instance: the loader that the module will show stays the one it would have had.
        loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec
