"""Where a training may be that was not seen: in another framework, or in another process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import ModuleType

_FRAMEWORKS = ("keras", "jax", "tensorflow")


def elsewhere(modules: Mapping[str, ModuleType]) -> str:
    """Return sentences for what a script has imported and started, to stand after another one; or nothing."""
    return _other_framework(modules) + _other_processes(modules.get("multiprocessing.process"))


def _other_framework(modules: Mapping[str, ModuleType]) -> str:
    if not any(name in modules for name in _FRAMEWORKS):
        return ""
    return (
        " Keras 3 (also on the torch backend), JAX and TensorFlow are not traced: "
        "write an adapter and run `gancheck run module:name`."
    )


def _other_processes(process: ModuleType | None) -> str:
    # Processes that have ended are counted nowhere else.
    counted = re.fullmatch(r"count\((\d+)\)", repr(getattr(process, "_process_counter", None)))
    started = int(counted[1]) - 1 if counted else 0
    if started < 1:
        return ""
    number = "a process" if started == 1 else f"{started} processes"
    return f" The script started {number} of its own: what is trained there is not traced."
