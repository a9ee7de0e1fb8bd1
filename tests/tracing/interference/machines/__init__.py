"""Loops that do what a watcher could disturb, by name: `MACHINES`, and those that take long, `SLOW`."""

from tests.tracing.interference.machines import (
    compilers,
    copies,
    courses,
    gradients,
    hooks,
    networks,
    optimizers,
    sources,
)
from tests.tracing.interference.machines.machine import MACHINES, SLOW, act_of

__all__ = [
    "MACHINES",
    "SLOW",
    "act_of",
    "compilers",
    "copies",
    "courses",
    "gradients",
    "hooks",
    "networks",
    "optimizers",
    "sources",
]
