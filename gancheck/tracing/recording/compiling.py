"""What torch.compile is doing: it traces with stand-ins for tensors, and cannot while torch functions are followed."""

from __future__ import annotations

import sys

import torch


def being_compiled() -> bool:
    """Whether tensors are stand-ins now: torch.compile traces backward passes too."""
    keys = torch._C._TorchDispatchModeKey
    return torch.compiler.is_compiling() or any(
        torch._C._get_dispatch_mode(key) is not None for key in (keys.FAKE, keys.FUNCTIONAL, keys.PROXY)
    )


def compiled() -> int:
    """How many frames torch.compile has compiled so far."""
    dynamo = sys.modules.get("torch._dynamo.utils")
    return sum(dynamo.counters["frames"].values()) if dynamo is not None else 0
