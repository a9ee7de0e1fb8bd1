"""Nets whose `forward` is called directly, past torch's hooks: `self.forward(x)` in a net's own training step."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from torch import nn


def calling_forward(module: nn.Module) -> nn.Module | None:
    """The outermost module whose `forward` is running now and that holds `module`, none but by a direct call."""
    held = set(map(id, module.parameters()))
    found = None
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_name == "forward":
            caller = frame.f_locals.get("self")
            if isinstance(caller, nn.Module) and caller is not module and held <= set(map(id, caller.parameters())):
                found = caller
        frame = frame.f_back
    return found


class DirectCalls:
    """Wraps the `forward` of classes that were seen to be called directly, until it is released."""

    def __init__(self, entered: Callable[..., None], left: Callable[..., None], inside: Callable[[], bool]) -> None:
        self._entered, self._left, self._inside = entered, left, inside
        self._wrapped: dict[Any, Any] = {}

    def wrap(self, module: nn.Module) -> None:
        """Hear of direct calls of the module's class from now on."""
        owner: Any = next(base for base in type(module).__mro__ if "forward" in vars(base))
        if owner in self._wrapped or owner.__module__.startswith("torch."):
            return
        original = vars(owner)["forward"]
        self._wrapped[owner] = original
        entered, left, inside = self._entered, self._left, self._inside

        @functools.wraps(original)
        def forward(net: nn.Module, *args: Any, **kwargs: Any) -> Any:
            if inside():
                return original(net, *args, **kwargs)
            entered(net, args)
            try:
                output = original(net, *args, **kwargs)
            except BaseException:
                left(net, args, None)
                raise
            left(net, args, kwargs, output)
            return output

        owner.forward = forward

    def release(self) -> None:
        """Put every `forward` back."""
        for owner, original in self._wrapped.items():
            owner.forward = original
        self._wrapped = {}
