"""Prints what the benchmarks found beside their times."""

from __future__ import annotations

from typing import Any


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    session = getattr(config, "_benchmarksession", None)
    for found in [] if session is None else session.benchmarks:
        if found.extra_info:
            terminalreporter.write_line(f"{found.name}")
            for name, value in found.extra_info.items():
                terminalreporter.write_line(f"    {name}: {value}")
