"""Hooks, patches and modes that somebody who watched has left behind."""

from __future__ import annotations

import builtins
import contextlib
import gc
import random
import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import torch
import torch.nn.modules.module as module_globals
import torch.optim.optimizer as optimizer_globals
import torch.utils.checkpoint
import torch.utils.data
from torch import nn
from torch.optim import Optimizer

from tests.tracing.interference.witness import Built

_OWNERS: tuple[Any, ...] = (
    torch,
    torch.Tensor,
    torch._C,
    torch._C.TensorBase,
    torch._tensor,
    nn,
    nn.Module,
    nn.Sequential,
    nn.Linear,
    nn.DataParallel,
    nn.functional,
    nn.init,
    nn.utils,
    torch.autograd,
    torch.autograd.graph,
    torch.autograd.Function,
    torch.optim,
    Optimizer,
    *(kind for kind in vars(torch.optim).values() if isinstance(kind, type) and issubclass(kind, Optimizer)),
    torch.optim.lr_scheduler.LRScheduler,
    torch.amp.GradScaler,
    torch.random,
    torch.distributions.Normal,
    torch.utils.checkpoint,
    torch.utils.data.DataLoader,
    torch.func,
    np.random,
    random,
    builtins,
)
# A name of these holds one object for good; torch itself fills these in late.
_LATE = {"__doc__", "__annotations__", "__abstractmethods__", "_abc_impl", "__warningregistry__"}
_SWITCHES = ("stdout", "stderr", "stdin", "last_exc", "last_type", "last_value", "last_traceback", "modules")

Patches = dict[str, Any]


def patches() -> Patches:
    """What stands at every name of torch, numpy's and Python's that one could patch, and the process's modes."""
    found: Patches = {}
    for owner in _OWNERS:
        where = owner.__name__ if isinstance(owner, type) else str(getattr(owner, "__name__", owner))
        for name, value in vars(owner).items():
            if name not in _LATE and not isinstance(value, type(sys)):
                found[f"{where}.{name}"] = value
    for name, value in vars(sys).items():
        if name not in _SWITCHES and (callable(value) or name in ("flags", "argv")):
            found[f"sys.{name}"] = value
    found["sys.path"] = tuple(sys.path)
    found["sys.meta_path"] = tuple(sys.meta_path)
    found["modes"] = (
        torch.is_grad_enabled(),
        torch.is_inference_mode_enabled(),
        torch.is_anomaly_enabled(),
        torch.is_autocast_enabled("cpu"),
        torch.get_autocast_dtype("cpu"),
        torch.are_deterministic_algorithms_enabled(),
        torch.get_default_dtype(),
        torch.get_num_threads(),
        torch._C._len_torch_function_stack(),
        torch._C._len_torch_dispatch_stack(),
        torch._C._autograd._top_saved_tensors_default_hooks(False),
    )
    found["profile and trace functions"] = (sys.getprofile(), sys.gettrace(), threading.getprofile())
    found["threads"] = threading.active_count()
    found["warning filters"] = list(warnings.filters)
    found["garbage collection"] = (gc.isenabled(), gc.get_threshold(), list(gc.callbacks))
    found["signals"] = tuple(signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM))
    return found


def changed(before: Patches, after: Patches) -> list[str]:
    """The names that do not hold what they held; a name that is new is none, torch imports some of its parts late."""
    return [name for name, value in before.items() if not _same(value, after.get(name))]


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    plain = (str, int, float, bool, tuple, list, torch.dtype)
    return isinstance(one, plain) and type(one) is type(other) and bool(one == other)


def _named(hooks: Any) -> list[str]:
    values = hooks.values() if hasattr(hooks, "values") else hooks
    return [f"{getattr(h, '__module__', '')}.{getattr(h, '__qualname__', type(h).__name__)}" for h in values or ()]


def hooks(built: Built) -> list[str]:
    """Every hook that can be seen on torch itself, the run's modules and optimizers, and their tensors."""
    found = []
    for owner in (module_globals, optimizer_globals):
        for name, value in vars(owner).items():
            if name.startswith("_global") and hasattr(value, "values"):
                found += [f"{owner.__name__}.{name}: {hook}" for hook in _named(value)]
    for i, module in enumerate(built.modules):
        found += _hooks_of(f"module {i}", module)
        if not isinstance(module, torch.jit.ScriptModule):
            for key, tensor in [*module._parameters.items(), *module._buffers.items()]:
                found += _hooks_of(f"module {i}.{key}", tensor)
    for i, optimizer in enumerate(built.optimizers):
        found += _hooks_of(f"optimizer {i}", optimizer)
        for group in optimizer.param_groups:
            for j, p in enumerate(group["params"]):
                found += _hooks_of(f"optimizer {i} parameter {j}", p)
    return found


def _hooks_of(name: str, owner: Any) -> list[str]:
    kept = dict(vars(owner)) if hasattr(owner, "__dict__") else {}
    if isinstance(owner, torch.Tensor):
        kept |= {"_backward_hooks": owner._backward_hooks, "accumulated": owner._post_accumulate_grad_hooks}
    return [
        f"{name}.{key}: {hook}"
        for key, value in kept.items()
        if "hook" in key and not isinstance(value, (bool, str)) and hasattr(value, "values")
        for hook in _named(value)
    ]


@contextlib.contextmanager
def _calls_into(folders: Sequence[Path], found: list[str]) -> Iterator[None]:
    inside = tuple(str(folder) for folder in folders)

    def note(frame: FrameType, event: str, arg: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(inside):
            found.append(f"{Path(code.co_filename).name}:{code.co_firstlineno} {code.co_name}")

    old = sys.getprofile()
    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(old)


def still_called(built: Built, folders: Sequence[Path]) -> list[str]:
    """Functions of these folders that still run in forward, backward, step: hooks that cannot be seen show here.

    It spoils `.grad`: look at the state first.
    """
    found: list[str] = []
    tensors = [p for module in built.modules for p in module._parameters.values() if p is not None]
    tensors += [p for optimizer in built.optimizers for group in optimizer.param_groups for p in group["params"]]
    fresh = nn.Linear(2, 1)
    descent = torch.optim.SGD(fresh.parameters(), lr=0.0)
    with _calls_into(folders, found), torch.enable_grad():
        for p in tensors:
            if p.requires_grad and p.is_leaf:
                p.grad = None
                (p * 1).sum().backward()  # type: ignore[no-untyped-call]
        fresh(torch.ones(1, 2)).sum().backward()
        descent.step()
        descent.zero_grad()
        torch.autograd.grad(fresh(torch.ones(1, 2)).sum(), list(fresh.parameters()))
        torch.randn(1)
        nn.Linear(1, 1)
    return found
