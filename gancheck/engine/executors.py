"""Where checks run. `concurrent.futures.Executor` is the only interface.

The default is the standard process pool. Any other executor will do; checks go to a cluster unchanged with

    from dask.distributed import Client
    with Client("tcp://scheduler:8786") as client:
        gancheck.check("my_gan.py:build", executor=client.get_executor(pure=False))

where the target's file has to be found on every machine, and every worker has one thread (`--nthreads 1`): a check
owns the global state of its process while it runs.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any, TypeVar

from gancheck.engine import worker

T = TypeVar("T")
_FAREWELL = 2.0  # seconds that a worker has for its own clean-up


class WorkerPool(ProcessPoolExecutor):
    """Spawned processes that can be ended at once, and asked how they ended."""

    def __init__(self, workers: int) -> None:
        """Start no process yet: each starts with the first job that finds none idle."""
        super().__init__(
            max_workers=workers, mp_context=multiprocessing.get_context("spawn"), initializer=worker.prepare
        )
        self.processes: set[multiprocessing.process.BaseProcess] = set()

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run `fn` in a process, which starts deaf to Ctrl-C until it has said what to do about it."""
        before = set(multiprocessing.active_children())
        with _interrupt_blocked():
            future = super().submit(fn, *args, **kwargs)
        self.processes |= set(multiprocessing.active_children()) - before
        return future

    def abandon(self) -> None:
        """End every process now and wait for nothing: this may be called from a signal handler."""
        for process in self.processes:
            if process.is_alive():
                process.kill()

    def kill(self) -> None:
        """End every process now."""
        self.abandon()
        self.shutdown(wait=True, cancel_futures=True)
        for process in self.processes:
            process.join()

    def close(self) -> None:
        """Let the processes end; one that does not (a thread of the target keeps it) is killed."""
        self.shutdown(wait=False, cancel_futures=True)
        until = time.monotonic() + _FAREWELL
        while time.monotonic() < until and any(process.is_alive() for process in self.processes):
            time.sleep(0.01)
        self.kill()

    def ending(self) -> str:
        """How a process of this pool died, in words."""
        self.kill()
        for process in self.processes:
            if process.exitcode is not None and process.exitcode != 0:
                return describe_exit(process.exitcode)
        return "exit code 0"


class SerialExecutor(Executor):
    """Runs everything at once, in this process: for targets that cannot be sent to another one."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Call `fn` and return a finished future."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def describe_exit(code: int) -> str:
    """Return an exit code in words: `signal SIGSEGV`, `exit code 3`."""
    if code >= 0:
        return f"exit code {code}"
    with contextlib.suppress(ValueError):
        return f"signal {signal.Signals(-code).name}"
    return f"signal {-code}"


def default_workers() -> int:
    """Return the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def _interrupt_blocked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
