"""What the child process does: it runs the script under a watch, and ends as the script did."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from gancheck.tracing.running.frames import where, without_ours
from gancheck.tracing.running.program import run
from gancheck.tracing.running.request import TraceError, TraceRequest
from gancheck.tracing.running.watch import Watch

INTERRUPTED = 130


def conduct(folder: str, names: Iterable[str]) -> None:
    """Run what the request in `folder` says. `names` are the double-underscored names of a `__main__`."""
    request = TraceRequest.read(Path(folder))
    watch = Watch(request, Path(folder))
    watch.install()
    try:
        run(request, names)
    except TraceError as error:
        watch.refuse(str(error))
    except SystemExit as error:
        code = _exit_code(error.code)
        watch.script = replace(watch.script, ended="exited", detail=f"sys.exit({error.code!r})", exit_code=code)
        raise
    except BaseException as error:
        without_ours(error)
        interrupted = isinstance(error, KeyboardInterrupt)
        watch.script = replace(
            watch.script,
            ended="interrupted" if interrupted else "raised",
            detail=_described(error),
            exit_code=INTERRUPTED if interrupted else 1,
            place=where(error),
        )
        _show(error)
        sys.exit(watch.script.exit_code)


def _exit_code(code: object) -> int:
    """As the interpreter: nothing is 0, anything but a number is printed and is 1."""
    if code is None:
        return 0
    return code & 0xFF if isinstance(code, int) else 1


def _described(error: BaseException) -> str:
    try:
        lines = str(error).strip().splitlines()
    except Exception:  # an exception may fail to print itself
        lines = []
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def _show(error: BaseException) -> None:
    """Print the traceback as the interpreter does, or as the script has asked for."""
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except Exception:
        sys.__excepthook__(type(error), error, error.__traceback__)
