"""Observes the script from within its process, and leaves in a file what was seen."""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import importlib
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from gancheck.tracing.report import Script, Tick, TraceReport
from gancheck.tracing.running.elsewhere import elsewhere
from gancheck.tracing.running.frames import where_now
from gancheck.tracing.running.importing import after_import
from gancheck.tracing.running.processes import end_own_children
from gancheck.tracing.running.request import TraceRequest
from gancheck.tracing.wire import dumps

REPORT, REFUSAL, FAILURE, CRASH = "report.json", "refusal.txt", "failure.txt", "crash.txt"
# What the monitor saw, or one sentence that says why it saw nothing.
MONITOR, UNMONITORED = "monitor.json", "unmonitored.txt"
# By this signal the parent asks for what was seen so far, when it is about to kill the script.
ASKED: signal.Signals | None = getattr(signal, "SIGUSR1", None)
WRONG_REQUEST = 2
_NO_TORCH = "No optimizer stepped: the script never imported torch."
_TOO_SHORT = "The training ended before there was enough to monitor it by: it begins where the traced window ends."
_OWN_FAULT = "gancheck itself failed, which says nothing of the script."


class Watch:
    """Everything that is changed in the script's process, and what it does there.

    Nothing happens before the script imports torch. When enough was seen the process is left at once, unless the
    request says to keep going. Processes that the script forks are left alone.
    """

    def __init__(self, request: TraceRequest, folder: Path) -> None:
        """Change nothing yet."""
        self.script = Script(request.command)
        self._request = request
        self._folder = folder
        self._exit = os._exit
        self._process = os.getpid()
        self._session: Any = None
        self._observed: Any = None
        self._following: Any = None
        self._report: TraceReport | None = None
        self._left = False
        self._crash: int | None = None

    def install(self) -> None:
        """Begin to watch: to be called before any line of the script is run."""
        atexit.register(self.finish)  # first of all, so that it comes last
        os._exit = self._on_exit
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)
        if ASKED is not None:
            signal.signal(ASKED, self._on_asked)
        if not faulthandler.is_enabled():  # else the script's user wants it on standard error
            self._crash = os.open(self._folder / CRASH, os.O_WRONLY | os.O_CREAT)
            faulthandler.enable(self._crash, all_threads=False)
        after_import("torch", self._begin)

    def refuse(self, sentence: str) -> NoReturn:
        """Say that the request cannot be carried out, and leave."""
        (self._folder / REFUSAL).write_text(sentence, encoding="utf-8", errors="backslashreplace")
        self._leave(WRONG_REQUEST)

    def finish(self) -> None:
        """Leave what was seen, once: at the process's end."""
        if os.getpid() == self._process and not self._left:
            self._left = True
            self._write(self._seen())
            self._follow_no_longer()

    def _begin(self) -> None:
        request = self._request
        try:
            self._session = importlib.import_module(request.session).trace(
                steps=request.steps,
                generator=request.generator,
                discriminator=request.discriminator,
                objective=request.objective,
                k=request.k,
                on_full=self._on_full,
            )
            self._observed = self._session.__enter__()
        except ValueError as error:
            self.refuse(str(error))
        except Exception:
            self._failed()
            if not self._request.keep_going:  # a training that nobody watches might last for days
                self.script = replace(self.script, ended="stopped")
                self.finish()
                self._leave(0)

    def _on_full(self, observed: Any) -> None:
        """Enough was seen: called by the session, from inside of an optimizer's step."""
        if os.getpid() != self._process or self._report is not None:
            return
        self._observed = observed
        with _undisturbed():
            self._report = self._seen()
            if self._request.keep_going:
                self._write(self._report)  # in case that the rest is killed
                self._follow()
                return
            self._left = True
            self.script = replace(self.script, ended="stopped")
            self._write(self._report)
            self._leave(0)

    def _follow(self) -> None:
        """Go on with a monitor, if one is asked for, where the tracer ends."""
        request = self._request
        if request.monitor is None:
            return
        try:
            follow = importlib.import_module(request.monitor).follow
            self._following = follow(self._observed, request.generator, request.discriminator)
        except ValueError as error:
            self._unmonitored(str(error))
        except Exception:
            self._unmonitored(_OWN_FAULT)
            self._failed()

    def _follow_no_longer(self) -> None:
        if self._request.monitor is None:
            return
        try:
            seen = self._following.finish() if self._following is not None else ""
        except Exception:
            self._unmonitored(_OWN_FAULT)
            self._failed()
            return
        if seen:
            (self._folder / MONITOR).write_text(seen, encoding="utf-8", errors="backslashreplace")
        elif not (self._folder / UNMONITORED).exists():
            self._unmonitored(getattr(self._following, "refusal", "") or _TOO_SHORT)

    def _unmonitored(self, why: str) -> None:
        (self._folder / UNMONITORED).write_text(why, encoding="utf-8", errors="backslashreplace")

    def _on_asked(self, number: int, frame: FrameType | None) -> None:
        with _undisturbed():
            self.script = replace(self.script, ended="killed", place=where_now(frame))
            self.finish()
            self._leave(1)

    def _on_exit(self, status: int) -> NoReturn:
        """Stands for `os._exit`, which runs no exit functions."""
        if os.getpid() == self._process and self.script.ended == "finished":
            self.script = replace(self.script, ended="exited", detail=f"os._exit({status})", exit_code=status)
        self.finish()
        self._exit(status)

    def _forget(self) -> None:
        """In a forked process: take everything off and say nothing."""
        self._left = True
        os._exit = self._exit
        atexit.unregister(self.finish)
        if ASKED is not None and signal.getsignal(ASKED) == self._on_asked:
            signal.signal(ASKED, signal.SIG_DFL)
        if self._crash is not None:
            faulthandler.disable()
        with contextlib.suppress(Exception):
            if self._session is not None:
                self._session.__exit__(None, None, None)
        self._session = self._observed = self._following = None

    def _seen(self) -> TraceReport:
        if self._report is not None:
            return self._report
        if self._observed is not None:
            try:
                self._session.__exit__(None, None, None)  # first: the time that was traced ends here
                report: TraceReport = self._observed.report()
            except Exception:
                self._failed()
                report = _nothing(_OWN_FAULT)
        else:
            report = _nothing(_OWN_FAULT if "torch" in sys.modules else _NO_TORCH)
        if report.unable and report.unable != _OWN_FAULT:
            report = replace(report, unable=report.unable + elsewhere(sys.modules))
        return report

    def _write(self, report: TraceReport) -> None:
        script = self.script
        if script.ended == "raised":
            last = report.timeline[-1].iteration if report.timeline else 1
            raised = Tick(last, "raise", "", script.place, note=script.detail)
            report = replace(report, timeline=(*report.timeline, raised))
        draft = self._folder / f"{REPORT}.new"
        draft.write_text(dumps(replace(report, script=script)), encoding="utf-8", errors="backslashreplace")
        os.replace(draft, self._folder / REPORT)

    def _failed(self) -> None:
        """Keep the traceback of an exception of gancheck's own."""
        with (self._folder / FAILURE).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(traceback.format_exc())

    def _leave(self, status: int) -> NoReturn:
        """End the process without any exit code of the script: no `finally`, no `__exit__`, no exit function."""
        for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
            with contextlib.suppress(Exception):  # the script may have closed or replaced it
                stream.flush()  # type: ignore[union-attr]
        with contextlib.suppress(Exception):
            end_own_children()
        self._exit(status)


def _nothing(why: str) -> TraceReport:
    return TraceReport((), (), unable=why)


@contextlib.contextmanager
def _undisturbed() -> Any:
    """Within this context neither Ctrl-C nor the end of a child raises anything: it could only reach the script."""
    before: dict[int, Callable[..., Any] | int | None] = {}
    with contextlib.suppress(ValueError):  # outside of the main thread no handler is called anyway
        before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.SIG_IGN)
        if hasattr(signal, "SIGCHLD"):
            before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
