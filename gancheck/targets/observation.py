"""Watching a few training steps: which gradients each optimizer step used, and what each module was fed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_hook
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.utils.hooks import RemovableHandle

Freshness = Literal["fresh", "accumulated", "unknown"]

# Sums in float32 in another order agree to about 1e-6; another set of passes differs by far more.
_FITS = 1e-4


@dataclass(frozen=True)
class Step:
    """One optimizer step.

    `fresh`: its gradient was a positive multiple of the sum of backward passes since that optimizer's last step.
    `accumulated`: only with passes from before that step. `unknown`: of no such sum.
    """

    optimizer: int
    freshness: Freshness


@dataclass(frozen=True)
class Call:
    """One forward call of a module with parameters: their identities, its first input, its output, and its time.

    `step` counts the optimizer steps before the call.
    """

    parameters: frozenset[int]
    fed: Tensor
    returned: Tensor
    step: int


class _Watched:
    """One optimizer's parameters, and the gradient that every backward pass added to them, flattened."""

    def __init__(self, optimizer: torch.optim.Optimizer) -> None:
        self.parameters = [p for group in optimizer.param_groups for p in group["params"] if p.requires_grad]
        self.passes = [self.applied()]
        self.before_last_step = 1
        self._open: dict[int, Tensor] = {}

    def applied(self) -> Tensor:
        return self._flat({id(p): p.grad for p in self.parameters if p.grad is not None})

    def hook(self, parameter: Tensor) -> RemovableHandle:
        def contributed(gradient: Tensor) -> None:
            if id(parameter) in self._open:  # The same parameter again: another pass has begun.
                self._close()
            self._open[id(parameter)] = gradient.detach().clone()

        handle: RemovableHandle = parameter.register_hook(contributed)  # type: ignore[no-untyped-call]
        return handle

    def freshness(self) -> Freshness:
        """How `.grad`, as it is now, is made up; then counts a step."""
        self._close()
        applied, found = self.applied(), "unknown"
        if not applied.any():  # The empty sum: no pass reached this optimizer's parameters.
            self.before_last_step = len(self.passes)
            return "fresh"
        total = torch.zeros_like(applied)
        for i in range(len(self.passes) - 1, -1, -1):
            total += self.passes[i]
            if _is_multiple(applied, total):
                found = "fresh" if i >= self.before_last_step else "accumulated"
                break
        self.before_last_step = len(self.passes)
        return found  # type: ignore[return-value]

    def _close(self) -> None:
        if self._open:
            self.passes.append(self._flat(self._open))
            self._open = {}

    def _flat(self, gradients: dict[int, Tensor]) -> Tensor:
        pieces = [gradients.get(id(p), torch.zeros_like(p)).detach().reshape(-1).double() for p in self.parameters]
        return torch.cat(pieces) if pieces else torch.zeros(0, dtype=torch.float64)


class Observation:
    """What was seen of a training run: its optimizer steps and the calls of its modules, in order."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.calls: list[Call] = []
        self._watched: dict[int, _Watched] = {}
        self._alive: list[object] = []
        self._handles: list[RemovableHandle] = []

    @property
    def owned(self) -> dict[int, frozenset[int]]:
        """The identities of each optimizer's parameters."""
        return {key: frozenset(id(p) for p in w.parameters) for key, w in self._watched.items()}

    def _stepping(self, optimizer: torch.optim.Optimizer, _args: Any, _kwargs: Any) -> None:
        key = id(optimizer)
        if key not in self._watched:
            self._alive.append(optimizer)
            self._watched[key] = watched = _Watched(optimizer)
            self._handles.extend(watched.hook(p) for p in watched.parameters)
        else:
            self.steps.append(Step(key, self._watched[key].freshness()))

    def _called(self, module: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
        parameters = frozenset(id(p) for p in module.parameters())
        if parameters and inputs and isinstance(inputs[0], Tensor) and isinstance(output, Tensor):
            self.calls.append(Call(parameters, inputs[0].detach().clone(), output.detach().clone(), len(self.steps)))


@contextmanager
def observe() -> Iterator[Observation]:
    """Watch all training in this process until the block ends; nothing in it changes, bit for bit."""
    seen = Observation()
    handles = [register_optimizer_step_pre_hook(seen._stepping), register_module_forward_hook(seen._called)]
    try:
        yield seen
    finally:
        for handle in handles + seen._handles:
            handle.remove()


def _is_multiple(applied: Tensor, total: Tensor) -> bool:
    """Whether `applied` is a positive multiple of `total` (clipping and loss scaling multiply)."""
    norm = torch.linalg.vector_norm(applied)
    if not torch.isfinite(norm) or norm == 0:
        return bool(norm == 0 and torch.linalg.vector_norm(total) == 0)
    factor = (applied @ total) / (total @ total).clamp_min(torch.finfo(torch.float64).tiny)
    return bool(factor > 0 and torch.linalg.vector_norm(applied - factor * total) <= _FITS * norm)
