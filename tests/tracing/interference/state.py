"""Everything that a run leaves behind, as names and bytes, so that two runs can be compared bit for bit."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from tests.tracing.interference.witness import Built

State = dict[str, str]
_SCALARS = (str, int, float, complex, bool, type(None), torch.dtype, torch.device, torch.Size)


def state(built: Built, returned: Mapping[str, Any]) -> State:
    """Parameters, buffers, gradients, optimizer states, modes, what the run returned and every random state.

    Values are digests of the bytes: a NaN equals the same NaN and 0 differs from -0.
    """
    found: State = {}
    for i, module in enumerate(built.modules):
        _module(f"module {i} {type(module).__name__}", module, found)
    for i, optimizer in enumerate(built.optimizers):
        _optimizer(f"optimizer {i} {type(optimizer).__name__}", optimizer, found)
    seen: set[int] = set()
    for name in sorted(returned):
        _walk(name, returned[name], found, seen)
    found["torch's random state"] = _digest(torch.get_rng_state().numpy().tobytes())
    found["numpy's random state"] = repr(np.random.get_state())  # noqa: NPY002
    found["Python's random state"] = _digest(repr(random.getstate()).encode())
    return found


def differences(one: State, other: State) -> list[str]:
    """The names whose values differ or that only one of both has, a line each."""
    return [
        f"{name}: {one.get(name, 'absent')} without, {other.get(name, 'absent')} with"
        for name in dict.fromkeys([*one, *other])
        if one.get(name) != other.get(name)
    ]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _tensor(tensor: Tensor) -> str:
    if tensor.is_sparse:
        whole = tensor.detach().coalesce()
        return f"sparse {_tensor(whole.indices())} {_tensor(whole.values())}"
    plain = tensor.detach().as_subclass(Tensor).resolve_conj().resolve_neg().contiguous().reshape(-1)
    content = _digest(plain.view(torch.uint8).numpy().tobytes()) if plain.numel() else "empty"
    return f"{tensor.dtype} {tuple(tensor.shape)} requires_grad={tensor.requires_grad} {content}"


def _leaf(name: str, tensor: Tensor, found: State) -> None:
    found[name] = _tensor(tensor)
    if tensor.is_leaf:
        found[f"{name}.grad"] = "None" if tensor.grad is None else _tensor(tensor.grad)


def _module(name: str, module: nn.Module, found: State) -> None:
    """What this module itself has; the modules in it were built, so they are looked at by themselves."""
    found[f"{name}.training"] = str(getattr(module, "training", None))
    found[f"{name} has"] = " ".join(sorted(vars(module)))
    if isinstance(module, torch.jit.ScriptModule):
        return
    for key, tensor in [*module._parameters.items(), *module._buffers.items()]:
        if tensor is not None:
            _leaf(f"{name}.{key}", tensor, found)


def _optimizer(name: str, optimizer: Optimizer, found: State) -> None:
    _walk(f"{name}.state", optimizer.state_dict(), found, set())
    found[f"{name} has"] = " ".join(sorted(vars(optimizer)))
    for i, group in enumerate(optimizer.param_groups):
        for j, p in enumerate(group["params"]):
            _leaf(f"{name} group {i} parameter {j}", p, found)


def _walk(name: str, value: Any, found: State, seen: set[int]) -> None:
    """Go down into containers and into objects of classes that the run defined itself."""
    if isinstance(value, _SCALARS):
        found[name] = repr(value)
        return
    if isinstance(value, bytes):
        found[name] = f"{len(value)} bytes {_digest(value)}"
        return
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Tensor):
        _leaf(name, value, found)
    elif isinstance(value, np.ndarray):
        found[name] = f"{value.dtype} {value.shape} {_digest(value.tobytes())}"
    elif isinstance(value, torch.Generator):
        found[name] = _digest(value.get_state().numpy().tobytes())
    elif isinstance(value, np.random.Generator):
        found[name] = repr(value.bit_generator.state)
    elif isinstance(value, (random.Random, np.random.RandomState)):
        found[name] = repr(value.getstate() if isinstance(value, random.Random) else value.get_state())
    elif isinstance(value, (LRScheduler, torch.amp.GradScaler)):
        _walk(name, {k: v for k, v in value.state_dict().items() if not callable(v)}, found, seen)
    elif isinstance(value, Mapping):
        for key in value:
            _walk(f"{name}[{key!r}]", value[key], found, seen)
    elif isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            _walk(f"{name}[{i}]", item, found, seen)
    elif type(value).__module__ == "__main__" or type(value).__module__.startswith("tests."):
        for key, item in sorted(getattr(value, "__dict__", {}).items()):
            _walk(f"{name}.{key}", item, found, seen)
