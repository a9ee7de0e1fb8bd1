"""Ctrl-C: the first ends the run in order, the second at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any


class Interrupts:
    """Within this context SIGINT and SIGTERM set `received`: nothing is raised in the middle of a write.

    While `in_check` is set, the target's code runs in this very process, and the signal is raised into it as
    KeyboardInterrupt too. The second signal calls `at_once` and ends the process with 128 + its number.
    Outside of the main thread, where Python has no handlers, nothing is changed.
    """

    def __init__(self, at_once: Callable[[], None]) -> None:
        """Install nothing yet."""
        self.received: int | None = None
        self.in_check = False
        self._at_once = at_once
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        """Install the handlers."""
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._handle) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the handlers back."""
        for number, handler in self._before.items():
            # None is a handler that was not installed from Python.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def pending(self) -> bool:
        """Return whether a signal has come."""
        return self.received is not None

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.received is not None:
            self._at_once()
            os._exit(128 + number)
        self.received = number
        if self.in_check:
            raise KeyboardInterrupt
