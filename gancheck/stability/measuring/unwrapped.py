"""A module without what was wrapped around it for training."""

from __future__ import annotations

from typing import TypeVar

from torch import nn

T = TypeVar("T")


def unwrapped(thing: T) -> T:
    """Return the module inside of `torch.compile`, DataParallel or DistributedDataParallel, with the same parameters.

    In evaluation mode a compiled module would be compiled once more, and a distributed one wait for the others.
    """
    while isinstance(thing, nn.Module):
        inner = getattr(thing, "_orig_mod", None)
        if inner is None and isinstance(thing, nn.DataParallel | nn.parallel.DistributedDataParallel):
            inner = thing.module
        if not isinstance(inner, nn.Module):
            break
        thing = inner  # type: ignore[assignment]
    return thing
