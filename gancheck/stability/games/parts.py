"""What a training step turns into something else: the tensors that make up its state, each with a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from gancheck.stability.games.restore_point import RestorePoint

# What the optimizers of torch call their running squares of gradients.
_SQUARES = ("exp_avg_sq", "max_exp_avg_sq", "square_avg", "sum", "acc_delta", "variance")
_NONE_YET = 1e-16


class Part(NamedTuple):
    """One tensor of the state: its name, and how to reach it as it is at the moment."""

    name: str
    get: Callable[[], Tensor]


def parameter_names(modules: Sequence[nn.Module], point: RestorePoint) -> dict[Tensor, str]:
    """Return a name for each parameter: its module's class and its path; a number where it is in no module."""
    names: dict[Tensor, str] = {}
    for module in modules:
        for name, parameter in module.named_parameters():
            names.setdefault(parameter, f"{type(module).__name__}.{name}")
    return {p: names.get(p, f"parameter {i}") for i, p in enumerate(point.parameters)}


def parameters(point: RestorePoint, names: dict[Tensor, str]) -> list[Part]:
    """Return the parameters that are trained."""

    def part(parameter: Tensor) -> Part:
        return Part(names[parameter], lambda: parameter)

    return [part(p) for p in point.parameters if p.requires_grad]


def gradients(point: RestorePoint, names: dict[Tensor, str]) -> list[Part]:
    """Return the gradients of the parameters that are trained; 0 where there is none."""

    def part(parameter: Tensor) -> Part:
        def gradient() -> Tensor:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            return parameter.grad

        return Part(f"the gradient of {names[parameter]}", gradient)

    return [part(p) for p in point.parameters if p.requires_grad]


def buffers(point: RestorePoint) -> list[Part]:
    """Return the floating-point buffers of the modules, such as running means."""

    def part(owner: nn.Module, name: str) -> Part:
        return Part(f"{type(owner).__name__}.{name}", lambda: cast(Tensor, owner._buffers[name]))

    parts = [part(owner, name) for owner, name in point.buffers]
    return [found for found in parts if found.get().is_floating_point()]


def memory(optimizers: Sequence[Optimizer], names: dict[Tensor, str]) -> list[Part]:
    """Return what the optimizers remember of each parameter, but for counters: every step is taken at one count.

    Raises ValueError for an optimizer that remembers anything else, or squared gradients that are 0.
    """

    def part(optimizer: Optimizer, parameter: Tensor, key: str) -> Part:
        return Part(f"{key} of {names[parameter]}", lambda: cast(Tensor, optimizer.state[parameter][key]))

    parts = []
    for optimizer in optimizers:
        kind = type(optimizer).__name__
        for parameter, state in optimizer.state.items():
            for key, value in state.items():
                if isinstance(value, list | dict):
                    raise ValueError(f"{kind} remembers more than a tensor of each kind: its step is no map of states")
                if not isinstance(value, Tensor) or key == "step" or (not value.ndim and parameter.ndim):
                    continue
                if key in _SQUARES and bool((value.abs() < _NONE_YET).any()):
                    raise ValueError(
                        f"{kind} scales its steps by squared gradients ({key!r}), which are 0 at an equilibrium and "
                        "cannot be negative: its map has no derivative there, and no spectrum"
                    )
                parts.append(part(optimizer, parameter, key))
    return parts
