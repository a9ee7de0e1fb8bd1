"""Modules and optimizers as they were: parameters, buffers, modes, gradients, optimizer states, torch's generator."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer


class RestorePoint:
    """What a training step changes, to be put back as often as wanted. Tensors keep their identity.

    `parameters` are those of the modules and of the optimizers, each once. Kept are their values and gradients,
    the modules' buffers and modes, the optimizers' states and settings, and torch's CPU generator. What else a step
    changes (a scheduler, a counter of one's own) is not known here.
    """

    def __init__(self, modules: Sequence[nn.Module], optimizers: Sequence[Optimizer]) -> None:
        self.optimizers = tuple(optimizers)
        held: list[Tensor] = [p for module in modules for p in module.parameters()]
        held += [p for optimizer in optimizers for group in optimizer.param_groups for p in group["params"]]
        self.parameters: list[Tensor] = list(dict.fromkeys(held))
        self._values = [p.detach().clone() for p in self.parameters]
        self._gradients = [(p.grad, None if p.grad is None else p.grad.clone()) for p in self.parameters]
        owners = dict.fromkeys(part for module in modules for part in module.modules())
        self._modes = [(part, part.training) for part in owners]
        self._buffers = [
            (owner, name, buffer, buffer.clone())
            for owner in owners
            for name, buffer in owner._buffers.items()
            if buffer is not None
        ]
        self._states = [{p: _kept(state) for p, state in optimizer.state.items()} for optimizer in optimizers]
        self._groups = [
            [{k: copy.deepcopy(v) for k, v in group.items() if k != "params"} for group in optimizer.param_groups]
            for optimizer in optimizers
        ]
        self._random = torch.get_rng_state()

    @property
    def buffers(self) -> list[tuple[nn.Module, str]]:
        """Every buffer, as the submodule that owns it and its name there: a step may put a new tensor in its place."""
        return [(owner, name) for owner, name, _, _ in self._buffers]

    @torch.no_grad()
    def restore(self, *, generator: bool = True) -> None:
        """Put everything back; torch's generator too, unless told otherwise."""
        for parameter, value, (gradient, content) in zip(self.parameters, self._values, self._gradients, strict=True):
            parameter.copy_(value)
            if gradient is not None and content is not None:
                gradient.copy_(content)
            parameter.grad = gradient
        for owner, name, buffer, value in self._buffers:
            buffer.copy_(value)
            owner._buffers[name] = buffer
        for part, training in self._modes:
            part.training = training
        for optimizer, states, groups in zip(self.optimizers, self._states, self._groups, strict=True):
            optimizer.state.clear()
            for parameter, kept in states.items():
                optimizer.state[parameter] = _restored(kept)
            for group, settings in zip(optimizer.param_groups, groups, strict=True):
                group.update(copy.deepcopy(settings))
        if generator:
            torch.set_rng_state(self._random)


def _kept(state: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Each value with a copy of it."""
    return {
        key: (value, value.clone() if isinstance(value, Tensor) else copy.deepcopy(value))
        for key, value in state.items()
    }


def _restored(kept: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for key, (value, copied) in kept.items():
        if isinstance(value, Tensor):
            value.copy_(copied)
            state[key] = value
        else:
            state[key] = copy.deepcopy(copied)
    return state
