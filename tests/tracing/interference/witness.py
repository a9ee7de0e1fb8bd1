"""Keeps every module and optimizer that a run builds, wherever the run hides it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer

import gancheck

# What builds modules of its own: the tracer, and torch's compilers, which do it anew at every compilation.
_BUILDERS = (
    str(Path(gancheck.__file__).parent),
    *(str(Path(torch.__file__).parent / name) for name in ("_", "fx", "export", "jit")),
)


class Built:
    """The modules and optimizers of one run, in the order in which they were built."""

    def __init__(self) -> None:
        self.modules: list[nn.Module] = []
        self.optimizers: list[Optimizer] = []


def _built_inside() -> bool:
    """Whether one of the builders made the module whose constructor runs: constructors call each other, so go up."""
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_code.co_name in ("__init__", "init_then_script", "__call__"):
        frame = frame.f_back
    return frame.f_code.co_filename.startswith(_BUILDERS)


@contextmanager
def witness() -> Iterator[Built]:
    """Keep what is built inside; copies made without a constructor (`copy.deepcopy`) are not seen."""
    built = Built()
    module_init, optimizer_init = nn.Module.__init__, Optimizer.__init__

    def keep_module(self: nn.Module, *args: Any, **kwargs: Any) -> None:
        module_init(self, *args, **kwargs)
        if not _built_inside():
            built.modules.append(self)

    def keep_optimizer(self: Optimizer, *args: Any, **kwargs: Any) -> None:
        optimizer_init(self, *args, **kwargs)
        built.optimizers.append(self)

    nn.Module.__init__, Optimizer.__init__ = keep_module, keep_optimizer  # type: ignore[method-assign]
    try:
        yield built
    finally:
        nn.Module.__init__, Optimizer.__init__ = module_init, optimizer_init  # type: ignore[method-assign]
