"""Hooks on torch itself: all modules' calls, all optimizers' steps, and the engine of every backward pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.nn.modules import module as module_hooks
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

# Where torch finds the engine that runs both `backward` and `autograd.grad`.
_AUTOGRAD: Any = torch.autograd

Hook = Callable[..., Any]


class Hooks:
    """Put on together, taken off together. `engine` is torch's own, for as long as the hooks are on."""

    def __init__(self) -> None:
        self.engine: Any = None
        self._handles: list[Any] = []
        self._warns: Any = None

    def put_on(self, entered: Hook, left: Hook, before_step: Hook, after_step: Hook, backward: Hook) -> None:
        """Hear of calls, steps and backward passes; `backward` runs in the engine's place."""
        self._handles = [
            register_module_forward_pre_hook(entered),
            register_module_forward_hook(left, with_kwargs=True, always_call=True),
            register_optimizer_step_pre_hook(before_step),
            register_optimizer_step_post_hook(after_step),
        ]
        # torch warns that hooks on all modules see a compiled module twice: these count it once.
        self._warns = module_hooks._has_any_global_hook
        ours = {handle.id for handle in self._handles}
        module_hooks._has_any_global_hook = lambda: _others_hook(ours)
        self.engine = _AUTOGRAD._engine_run_backward
        _AUTOGRAD._engine_run_backward = backward

    def take_off(self) -> None:
        """Leave torch as it was; safe to call twice."""
        for handle in self._handles:
            handle.remove()
            for remembered in (
                module_hooks._global_forward_hooks_with_kwargs,
                module_hooks._global_forward_hooks_always_called,
            ):
                remembered.pop(handle.id, None)  # torch forgets to.
        self._handles = []
        if self.engine is not None:
            _AUTOGRAD._engine_run_backward = self.engine
            self.engine = None
        if self._warns is not None:
            module_hooks._has_any_global_hook = self._warns
            self._warns = None


def _others_hook(ours: set[int]) -> bool:
    """Whether any hook on all modules is not one of these."""
    every = (
        module_hooks._global_backward_pre_hooks,
        module_hooks._global_backward_hooks,
        module_hooks._global_forward_hooks,
        module_hooks._global_forward_pre_hooks,
        module_hooks._global_forward_hooks_always_called,
        module_hooks._global_forward_hooks_with_kwargs,
    )
    return any(key not in ours for hooks in every for key in hooks)
