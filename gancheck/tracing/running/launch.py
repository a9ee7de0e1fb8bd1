"""Starts the script's process, waits for it, and reads what was seen there."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any

from gancheck.tracing.report import Script, TraceReport
from gancheck.tracing.running import processes
from gancheck.tracing.running.frames import where_dumped
from gancheck.tracing.running.request import TraceError, TraceRequest
from gancheck.tracing.running.watch import ASKED, CRASH, FAILURE, MONITOR, REFUSAL, REPORT, UNMONITORED
from gancheck.tracing.wire import loads

_CHILD = Path(__file__).with_name("child.py")
_GRACE = 10.0  # seconds that the child has to say what it saw, when it is about to be killed
_TICK = 0.2
_FORWARD = 1.0


@dataclass(frozen=True)
class Traced:
    """What came of a request. `signal` is the number of the signal that ended the tracing, if one did.

    `failure` is the traceback of an exception of gancheck's own, else empty. `monitor` is what a monitor saw, as JSON,
    `unmonitored` why it saw nothing; both are empty where none was asked for.
    """

    report: TraceReport
    signal: int | None = None
    failure: str = ""
    monitor: str = ""
    unmonitored: str = ""


def launch(request: TraceRequest) -> Traced:
    """Run and watch the request's script in a child process, with this one's standard streams.

    Raises TraceError when there is no such script or the request makes no sense for it.
    """
    with tempfile.TemporaryDirectory(prefix="gancheck-") as name, _caught() as caught:
        folder = Path(name)
        request.write(folder)
        sys.stdout.flush()
        sys.stderr.flush()
        flags = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
        child = subprocess.Popen([sys.executable, *flags, str(_CHILD), str(folder)])
        overdue = _wait(child, request.timeout, caught)
        refusal = _read(folder / REFUSAL)
        if refusal:
            raise TraceError(refusal)
        report = _report(request, folder, child.returncode)
        if overdue:
            report = _ended(report, "killed", f"--timeout {request.timeout:g} seconds were over")
        elif caught.first is not None:
            report = _ended(report, "interrupted", f"signal {caught.first.name}")
        return Traced(
            report,
            caught.first,
            _read(folder / FAILURE),
            monitor=_read(folder / MONITOR),
            unmonitored=_read(folder / UNMONITORED),
        )


@dataclass
class _Caught:
    """The signals that came while the script ran."""

    first: signal.Signals | None = None
    times: list[float] = field(default_factory=list)
    shared: bool = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.first = self.first or signal.Signals(number)
        self.times.append(time.monotonic())


@contextlib.contextmanager
def _caught() -> Iterator[_Caught]:
    """Within this context SIGINT and SIGTERM end nothing here: the child ends first."""
    caught = _Caught(shared=_in_the_foreground())
    before: dict[int, Any] = {}
    with contextlib.suppress(ValueError):  # outside of the main thread Python has no handlers
        for number in map(int, (signal.SIGINT, signal.SIGTERM)):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup and the shell's & want it
                before[number] = signal.signal(number, caught)
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


def _in_the_foreground() -> bool:
    """Whether Ctrl-C at a terminal reaches the child by itself."""
    try:
        with open("/dev/tty", "rb") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except (OSError, AttributeError):
        return False


def _wait(child: subprocess.Popen[bytes], timeout: float | None, caught: _Caught) -> bool:
    """Wait for the child, end it when it has to end, and return whether its time was over."""
    deadline = None if timeout is None else time.monotonic() + timeout
    forwarded = False
    while True:
        left = _TICK if deadline is None else min(_TICK, max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(left)
            return False
        now = time.monotonic()
        if deadline is not None and now >= deadline:
            _end(child)
            return True
        if caught.first is signal.SIGTERM or len(caught.times) > 2:
            _end(child)
        elif caught.times and not (forwarded or caught.shared) and now - caught.times[0] > _FORWARD:
            child.send_signal(signal.SIGINT)
            forwarded = True


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask the child for what it saw, then kill it and what it has started."""
    if ASKED is not None:
        with contextlib.suppress(subprocess.TimeoutExpired, OSError):
            child.send_signal(ASKED)
            child.wait(_GRACE)
            return
    below = processes.descendants(child.pid)
    child.kill()
    child.wait()
    processes.end(below)


def _report(request: TraceRequest, folder: Path, code: int) -> TraceReport:
    text = _read(folder / REPORT)
    if text:
        report = loads(text)
    else:
        report = TraceReport(
            (), (), script=Script(request.command), unable="The script's process left no word of what it did."
        )
    if code < 0 and (report.script is None or report.script.ended in ("finished", "killed")):
        script = Script(request.command, place=where_dumped(_read(folder / CRASH)))
        report = _ended(replace(report, script=script), "killed", f"signal {_name(-code)}")
    elif text and code > 0 and report.script is not None and report.script.ended == "finished":
        # The interpreter itself says so, for instance when standard output cannot be flushed.
        report = _ended(report, "exited", f"exit code {code}", code)
    elif not text:
        # A process may replace its own program: what it then does, nobody saw.
        report = _ended(report, "exited", f"exit code {code}", code)
    return report


def _ended(report: TraceReport, ended: str, detail: str, code: int = 1) -> TraceReport:
    script = report.script or Script("")
    return replace(report, script=replace(script, ended=ended, detail=detail, exit_code=code))


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
