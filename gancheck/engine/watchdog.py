"""Ends a process that hangs, and says where it hung or crashed."""

from __future__ import annotations

import contextlib
import faulthandler
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gancheck.engine.blame import is_library, is_own
from gancheck.engine.scratch import Scratch

_FRAME = re.compile(r'^  File "(?P<path>.*)", line (?P<line>\d+) in (?P<function>.*)$')
_THREAD = "(most recent call first):\n"


@dataclass(frozen=True)
class Stack:
    """Where a thread was: `place` is the innermost line of the target, `text` the whole stack."""

    place: str
    text: str


@contextlib.contextmanager
def watched(timeout: float | None, scratch: Scratch) -> Iterator[None]:
    """Run a block that may hang or crash.

    After `timeout` seconds the stack is left in `scratch.hang` and the process exits, whatever the block does: the
    timer is a C thread that needs no interpreter lock. A fatal signal leaves its stack in `scratch.crash`. Without
    a timeout the process is not ours, and is left as it is.
    """
    if timeout is None:
        yield
        return
    with scratch.crash.open("w") as crash, scratch.hang.open("w") as hang:
        faulthandler.enable(crash, all_threads=False)
        faulthandler.dump_traceback_later(timeout, exit=True, file=hang)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            faulthandler.disable()


def read_stack(file: Path) -> Stack | None:
    """Read the stack that a process left, if it left one."""
    try:
        text = file.read_text(errors="replace")
    except OSError:
        return None
    if not text.strip():
        return None
    stack = text.rsplit(_THREAD, 1)[-1].partition("\n\n")[0]  # the main thread comes last
    frames = [match for line in stack.splitlines() if (match := _FRAME.match(line))]  # the innermost first
    for own in (False, True):
        for frame in frames:
            if not is_library(frame["path"]) and is_own(frame["path"]) is own:
                place = f"{Path(frame['path']).name}, line {frame['line']}, in {frame['function']}"
                return Stack(place, stack.rstrip())
    return Stack("at an unknown place", stack.rstrip())
