"""Ends a process that hangs, and says where it hung."""

from __future__ import annotations

import contextlib
import faulthandler
import re
from collections.abc import Iterator
from pathlib import Path

from gancheck.engine.blame import is_library, is_own

_FRAME = re.compile(r'^  File "(?P<path>.*)", line (?P<line>\d+) in (?P<function>.*)$')


@contextlib.contextmanager
def watched(timeout: float | None, stack: Path, crash_log: int) -> Iterator[None]:
    """Run a block that may hang or crash.

    After `timeout` seconds the stack is written to `stack` and the process exits, whatever the block does: the timer
    is a C thread that needs no interpreter lock. A fatal signal leaves its stack in the file descriptor `crash_log`.
    """
    enabled = faulthandler.is_enabled()
    faulthandler.enable(crash_log)
    try:
        if timeout is None:
            yield
            return
        with stack.open("w") as file:
            faulthandler.dump_traceback_later(timeout, exit=True, file=file)
            try:
                yield
            finally:
                faulthandler.cancel_dump_traceback_later()
    finally:
        faulthandler.disable()
        if enabled:
            faulthandler.enable()


def hung(stack: Path) -> str | None:
    """Whether a stack was left, and the file and line where the target was; None when it did not hang."""
    try:
        text = stack.read_text(errors="replace")
    except OSError:
        return None
    if not text.strip():
        return None
    main = text.rsplit("(most recent call first):", 1)[-1]  # the main thread comes last
    frames = [match for line in main.splitlines() if (match := _FRAME.match(line))]
    for ours in (False, True):
        for frame in frames:  # the innermost first
            if not is_library(frame["path"]) and is_own(frame["path"]) is ours:
                return f"{Path(frame['path']).name}, line {frame['line']}, in {frame['function']}"
    return "at an unknown place"


def stack_text(stack: Path) -> str:
    """The stack that was left."""
    try:
        return stack.read_text(errors="replace")
    except OSError:
        return ""
