"""The corpus's scripts as runs to compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.tracing.interference.experience import Act, AtEnd


def script(source: str, path: str, seed: int, steps: int) -> Act:
    """Run this text as a script at `path` for `steps` iterations; its names are what is compared."""
    code = compile(source, path, "exec")

    def act(at_end: AtEnd) -> Mapping[str, Any]:
        names: dict[str, Any] = {"__name__": "__main__", "__file__": path, "SEED": seed, "ITERATIONS": steps}
        exec(code, names)
        at_end()
        return {name: value for name, value in names.items() if not name.startswith("__")}

    return act
