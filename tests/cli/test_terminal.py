"""What a person at a terminal sees: through a pseudo-terminal."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.cli.program import environment, program

pty = pytest.importorskip("pty")


def _at_a_terminal(tmp_path: Path, **variables: str) -> str:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        program("run", "lingering", "--workers", "1", "--no-report", "--check", "lingers,trains"),
        cwd=tmp_path,
        env=environment() | {"TERM": "xterm-256color"} | variables,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert process.wait(60) == 0
    return seen.decode()


def test_progress_is_shown_and_taken_away(tmp_path: Path) -> None:
    seen = _at_a_terminal(tmp_path)
    assert "loading the target" in seen
    assert "waiting" in seen  # what the check said of itself
    assert "\x1b[32mpassed" in seen
    assert "2 passed in" in seen


@pytest.mark.slow
def test_no_color_is_respected(tmp_path: Path) -> None:
    seen = _at_a_terminal(tmp_path, NO_COLOR="1")
    assert "2 passed in" in seen
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", seen)
