"""One processor and one thread, for what is timed.

Two processors of one machine are not equally fast while others work on it: of eight processes of identical code each
on whichever was free, medians differed by up to 17 % within a second; on one processor, by .6 %.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def one_thread() -> Iterator[None]:
    """One thread for torch, on one processor, and no collection of garbage in the midst of a block."""
    threads, collecting = torch.get_num_threads(), gc.isenabled()
    torch.set_num_threads(1)
    gc.collect()
    gc.disable()
    try:
        with pinned():
            yield
    finally:
        if collecting:
            gc.enable()
        torch.set_num_threads(threads)


@contextmanager
def pinned(turn: int = 0) -> Iterator[None]:
    """Keep this thread, and the processes that it forks, on one of its processors; which, is `turn` by turn.

    Where the system has no affinity of threads, nothing is done.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(allowed)[turn % len(allowed)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
