"""Every optimizer in the process, also those that were made before anybody watched."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer


class Optimizers:
    """The optimizers and what they hold: known when they are made, before their first step.

    `groups_added` counts the groups of parameters that they were given since watching began.
    """

    def __init__(self) -> None:
        self.known: list[Optimizer] = []
        self.groups_added = 0
        self._original: Any = None

    def start(self, alive: list[Optimizer]) -> None:
        """Know these, and learn of each one that is made from now on."""
        for optimizer in alive:
            if hasattr(optimizer, "param_groups"):
                self.number(optimizer)
        self._original = original = Optimizer.add_param_group
        known = self

        def add_param_group(optimizer: Optimizer, param_group: dict[str, Any]) -> None:
            original(optimizer, param_group)
            known.number(optimizer)
            known.groups_added += 1

        Optimizer.add_param_group = add_param_group  # type: ignore[assignment, method-assign]

    def stop(self) -> None:
        """Watch no longer."""
        if self._original is not None:
            Optimizer.add_param_group = self._original  # type: ignore[method-assign]
            self._original = None

    def number(self, optimizer: Optimizer) -> int:
        """The optimizer's number, in the order in which they became known."""
        for number, known in enumerate(self.known):
            if known is optimizer:
                return number
        self.known.append(optimizer)
        return len(self.known) - 1

    def owners(self) -> dict[int, int]:
        """The number of the first optimizer that holds each parameter, by the parameter's identity."""
        owners: dict[int, int] = {}
        for number, optimizer in enumerate(self.known):
            for parameter in parameters_of(optimizer):
                owners.setdefault(id(parameter), number)
        return owners


def parameters_of(optimizer: Optimizer) -> list[Tensor]:
    """All parameters of all its groups."""
    return [p for group in optimizer.param_groups for p in group["params"]]


def settings_of(optimizer: Optimizer) -> dict[str, object]:
    """Its class, its number of groups and its plain options (learning rate, betas, ...) as the first group has them."""
    first = optimizer.param_groups[0] if optimizer.param_groups else {}
    plain = {name: _plain(value) for name, value in first.items() if name != "params"}
    shown = {
        name: value for name, value in plain.items() if isinstance(value, (int, float, bool, str, tuple, type(None)))
    }
    return {"class": type(optimizer).__name__, "groups": len(optimizer.param_groups), **shown}


def _plain(value: object) -> object:
    return float(value) if isinstance(value, torch.Tensor) and value.numel() == 1 else value
