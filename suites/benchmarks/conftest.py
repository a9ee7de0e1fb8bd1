"""What the benchmarks print beside their times, and what is saved of the machine: not what its owner calls it."""

from __future__ import annotations

from typing import Any


def pytest_benchmark_update_machine_info(config: object, machine_info: dict[str, Any]) -> None:
    for name in ("node", "release"):
        machine_info.pop(name, None)


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    session = getattr(config, "_benchmarksession", None)
    for found in [] if session is None else session.benchmarks:
        if found.extra_info:
            terminalreporter.write_line(f"{found.name}")
            for name, value in found.extra_info.items():
                terminalreporter.write_line(f"    {name}: {value}")
