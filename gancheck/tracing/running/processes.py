"""The processes that a process has started, and theirs."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

FAREWELL = 1.0  # seconds that a process has to end by itself


def descendants(root: int) -> list[int]:
    """Every process below `root`, parents first; where there is no /proc, none."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            # The name, in parentheses, may hold anything.
            state, parent = stat.read_bytes().rpartition(b")")[2].split()[:2]
            if state != b"Z":
                children.setdefault(int(parent), []).append(int(stat.parent.name))
    found: list[int] = []
    waiting = [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def end(processes: list[int]) -> None:
    """End processes: with a second to do so by themselves, then at once."""
    _signal(processes, signal.SIGTERM)
    until = time.monotonic() + FAREWELL
    while time.monotonic() < until and any(map(_lives, processes)):
        time.sleep(0.01)
    _signal([process for process in processes if _lives(process)], getattr(signal, "SIGKILL", signal.SIGTERM))


def end_own_children() -> None:
    """End what this process has started, as its end would have: it leaves without the exit functions that do so.

    The resource tracker of multiprocessing is left: it ends with this process, and frees what that held.
    """
    spared: set[int] = set()
    if "multiprocessing" in sys.modules:
        spared = _tidy_multiprocessing()
    end([process for process in descendants(os.getpid()) if process not in spared])


def _tidy_multiprocessing() -> set[int]:
    """Free the named semaphores, and return what may not be killed."""
    spared = set()
    with contextlib.suppress(Exception):
        import multiprocessing
        from multiprocessing import resource_tracker, synchronize, util

        for process in multiprocessing.active_children():
            process.kill()
        # Unfreed, the tracker frees them with a warning on the script's standard error.
        free = synchronize.SemLock._cleanup  # type: ignore[attr-defined]
        for finalizer in list(util._finalizer_registry.values()):  # type: ignore[attr-defined]
            if finalizer._callback is free:
                finalizer()
        spared.add(resource_tracker._resource_tracker._pid)  # type: ignore[attr-defined]
    return spared


def _signal(processes: list[int], number: int) -> None:
    for process in processes:
        with contextlib.suppress(OSError):
            os.kill(process, number)


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z"
    except (OSError, IndexError):
        return False
