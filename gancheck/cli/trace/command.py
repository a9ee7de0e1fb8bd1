"""From the arguments of `gancheck trace` to its exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from gancheck.cli.trace.terminal import tell
from gancheck.cli.writable import writable
from gancheck.engine.plan import RequestError
from gancheck.report.trace.standing import ended_well, failures
from gancheck.tracing.report import TraceReport
from gancheck.tracing.running.launch import Traced, launch
from gancheck.tracing.running.request import TraceError, TraceRequest
from gancheck.tracing.wire import dumps

SESSION = "gancheck.tracing.session"  # the module whose `trace` watches the script
MONITOR = "gancheck.cli.trace.following"  # the module whose `follow` monitors it afterwards
STANDARD_OUTPUT = Path("-")
JSON_NAME, PAGE_NAME = "trace.json", "trace.html"
MONITOR_JSON_NAME, MONITOR_PAGE_NAME = "monitor.json", "monitor.html"


def trace(arguments: argparse.Namespace) -> int:
    """Run the script under watch, tell what was seen, write it, and return the exit code."""
    try:
        request = _request(arguments)
        kept = writable(arguments.output / JSON_NAME)
        for file in (arguments.junit, arguments.json):
            if file is not None and file != STANDARD_OUTPUT:
                writable(file)
        traced = launch(request)
    except TraceError as error:
        raise RequestError(str(error)) from None
    report = traced.report
    if traced.failure:
        print(traced.failure, file=sys.stderr)
    _write(report, kept)
    if arguments.junit is not None:
        from gancheck.cli.trace.junit import write_junit

        write_junit(report, arguments.junit, strict=arguments.strict)
    page = None if arguments.no_report else _written(lambda: _write_page(report, arguments.output / PAGE_NAME))
    piped = arguments.json == STANDARD_OUTPUT
    tell(report, kept, page, strict=arguments.strict, quiet=arguments.quiet, aside=piped)
    if arguments.monitor:
        _tell_monitor(traced, arguments.output, page=not arguments.no_report, aside=piped)
    if piped:
        sys.stdout.flush()
        sys.stdout.buffer.write(dumps(report).encode("utf-8", errors="backslashreplace"))
    elif arguments.json is not None:
        _write(report, arguments.json)
    return exit_code(traced, strict=arguments.strict)


def exit_code(traced: Traced, *, strict: bool = False) -> int:
    """Return the exit code of a trace.

    128 + its number when a signal ended it; 1 when something fails, or the script raised or was killed; the script's
    own code when that is not 0; 2 when nothing could be told; 0 otherwise.
    """
    report = traced.report
    if traced.signal is not None:
        return 128 + traced.signal
    if report.script is not None and report.script.ended == "interrupted":
        return 130
    if failures(report, strict=strict) or not ended_well(report):
        return 1
    if report.script is not None and report.script.exit_code:
        return report.script.exit_code
    return 2 if report.unable else 0


def _request(arguments: argparse.Namespace) -> TraceRequest:
    is_module = arguments.module is not None
    target, *rest = [*(arguments.module or []), *arguments.script] or [""]
    if target == "--":
        target, *rest = rest or [""]
    if not target:
        raise TraceError("name a script, or a module with -m")
    return TraceRequest(
        target=target,
        # `gancheck trace train.py -- --epochs 1` is `python train.py --epochs 1`.
        arguments=tuple(rest[1:] if rest[:1] == ["--"] else rest),
        is_module=is_module,
        steps=arguments.steps,
        generator=arguments.generator,
        discriminator=arguments.discriminator,
        objective=arguments.objective,
        k=arguments.k,
        keep_going=arguments.keep_going or arguments.monitor,
        monitor=MONITOR if arguments.monitor else None,
        timeout=arguments.timeout,
        session=SESSION,
    )


def _write(report: TraceReport, path: Path) -> None:
    path.write_text(dumps(report), encoding="utf-8", errors="backslashreplace")


def _tell_monitor(traced: Traced, folder: Path, *, page: bool, aside: bool) -> None:
    """Tell and write what the monitor saw. Alarms are told and fail nothing: they are of this run, not of the loop."""
    stream = sys.stderr if aside else sys.stdout
    if not traced.monitor:
        print(f"\nThe monitor saw nothing. {traced.unmonitored}", file=stream)
        return
    from gancheck.monitoring import MonitorReport

    kept = folder / MONITOR_JSON_NAME
    kept.write_text(traced.monitor + "\n", encoding="utf-8")
    report = MonitorReport.from_json(traced.monitor)
    print(f"\n{report}", file=stream)
    shown = _written(lambda: report.save(folder / MONITOR_PAGE_NAME)) if page else None
    print(f"monitor {shown or kept}", file=stream)


def _write_page(report: TraceReport, page: Path) -> Path:
    from gancheck.report.trace.render import write

    return write(report, page)


def _written(page: Callable[[], Path]) -> Path | None:
    """Write HTML. A page that cannot be written is said and costs no verdict: the JSON is there."""
    try:
        return page()
    except Exception as error:
        print(f"gancheck: the report could not be written: {type(error).__name__}: {error}", file=sys.stderr)
        return None
