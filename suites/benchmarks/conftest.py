"""What is saved of a machine: its processor and versions, and not what its owner calls it."""

from __future__ import annotations

from typing import Any


def pytest_benchmark_update_machine_info(config: object, machine_info: dict[str, Any]) -> None:
    for name in ("node", "release"):
        machine_info.pop(name, None)
