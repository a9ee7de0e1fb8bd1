import faulthandler
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gancheck.engine.scratch import Scratch
from gancheck.engine.watchdog import read_stack, watched

_SCRIPT = """
import ctypes, json, sys, threading, time
from pathlib import Path
from gancheck.engine.scratch import Scratch
from gancheck.engine.watchdog import watched
def idle(): time.sleep(100)
def hang(): json.loads("1"); time.sleep(100)
def crash(): ctypes.string_at(0)
def idle_not(): pass
threading.Thread(target=idle, daemon=True).start()
with watched(float(sys.argv[2]), Scratch(Path(sys.argv[1]), "x")):
    globals()[sys.argv[3]]()
"""


def _run(tmp_path: Path, timeout: float, what: str) -> int:
    script = tmp_path / "my_gan.py"
    script.write_text(_SCRIPT)
    path = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, str(script), str(tmp_path), str(timeout), what],
        env=os.environ | {"PYTHONPATH": str(path)},
        timeout=60,
        check=False,
        capture_output=True,
    ).returncode


def test_a_hang_is_ended_and_located(tmp_path: Path) -> None:
    started = time.monotonic()
    assert _run(tmp_path, 0.5, "hang") == 1
    assert time.monotonic() - started < 30
    stack = read_stack(tmp_path / "x.hang")
    assert stack is not None
    assert stack.place == "my_gan.py, line 7, in hang"
    assert "idle" not in stack.text  # the main thread's stack only


def test_a_crash_is_located(tmp_path: Path) -> None:
    assert _run(tmp_path, 60, "crash") == -11
    stack = read_stack(tmp_path / "x.crash")
    assert stack is not None
    assert stack.place == "my_gan.py, line 8, in crash"
    assert read_stack(tmp_path / "x.hang") is None


def test_nothing_is_left_by_a_block_that_ends(tmp_path: Path) -> None:
    assert _run(tmp_path, 60, "idle_not") == 0
    assert read_stack(tmp_path / "x.hang") is None
    assert read_stack(tmp_path / "x.crash") is None
    assert read_stack(tmp_path / "none") is None


def test_without_a_timeout_the_process_is_left_as_it_is(tmp_path: Path) -> None:
    enabled = faulthandler.is_enabled()
    with watched(None, Scratch(tmp_path, "x")):
        assert faulthandler.is_enabled() == enabled
    assert faulthandler.is_enabled() == enabled
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["Timeout!\n", 'Thread 1 (most recent call first):\n  File "<string>", line 1 in f\n'])
def test_a_stack_without_a_line_of_anybody(tmp_path: Path, text: str) -> None:
    (tmp_path / "x").write_text(text)
    stack = read_stack(tmp_path / "x")
    assert stack is not None
    assert stack.place == "at an unknown place"
