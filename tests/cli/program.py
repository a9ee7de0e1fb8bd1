"""Runs the command line as a user does, in a process and a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment() -> dict[str, str]:
    """Return an environment without what would change the output."""
    kept = {name: text for name, text in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    return kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "100", "TERM": "dumb"}


def program(*arguments: str) -> list[str]:
    """Return the command that runs `gancheck` on the fakes."""
    return [sys.executable, str(Path(__file__).with_name("fake_gancheck.py")), *arguments]


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run `gancheck` on the fakes, with its output in a pipe."""
    return subprocess.run(
        program(*arguments), cwd=cwd, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )
