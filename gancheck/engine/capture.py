"""Everything that is printed while a check runs, caught where it leaves the process."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

LOG_LENGTH = 8_000  # characters of the log that are kept: its end


@contextlib.contextmanager
def captured(path: Path) -> Iterator[None]:
    """Send standard output and error to `path`, in Python and below it.

    C libraries and child processes write to the file descriptors, notebooks and pytest replace `sys.stdout`:
    both ways lead to the file, and both are put back.
    """
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    streams = sys.stdout, sys.stderr
    _flush(*streams)
    kept = {descriptor: _duplicate(descriptor) for descriptor in (1, 2)}
    try:
        for descriptor in (1, 2):
            os.dup2(file, descriptor)
        with open(path, "a", buffering=1, encoding="utf-8", errors="backslashreplace") as text:
            sys.stdout = sys.stderr = text
            yield
            _flush(sys.stdout, sys.stderr, text)
    finally:
        sys.stdout, sys.stderr = streams
        for descriptor, copy in kept.items():
            if copy is None:
                os.close(descriptor)
            else:
                os.dup2(copy, descriptor)
                os.close(copy)
        os.close(file)


def tail(path: Path, length: int = LOG_LENGTH) -> str:
    """Return the end of a log; empty when there is none."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - 4 * length))
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
    return text if len(text) <= length else "... " + text[-length:]


def _flush(*streams: object) -> None:
    for stream in streams:
        with contextlib.suppress(Exception):  # a target may have closed or replaced the stream
            stream.flush()  # type: ignore[attr-defined]


def _duplicate(descriptor: int) -> int | None:
    try:
        return os.dup(descriptor)
    except OSError:  # a process without standard output
        return None
