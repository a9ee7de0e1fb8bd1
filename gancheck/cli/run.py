"""`gancheck run`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from gancheck.cli.document import write_json
from gancheck.cli.junit import write_junit
from gancheck.cli.terminal import Terminal
from gancheck.cli.writable import writable
from gancheck.engine.events import Event, Listener, RunFinished
from gancheck.engine.record import Record
from gancheck.engine.request import Request
from gancheck.engine.run import Conclusion, execute
from gancheck.engine.sources import Sources
from gancheck.engine.verdict import failures


def run(arguments: argparse.Namespace, sources: Sources) -> int:
    """Run the checks, write what was asked for, and return the exit code."""
    request = Request(
        target=arguments.target,
        checks=_names(arguments.check),
        skip=_names(arguments.skip),
        seed=arguments.seed,
        alpha=arguments.alpha,
        device=arguments.device,
        workers=arguments.workers,
        timeout=arguments.timeout,
        budget=arguments.budget,
        expected=arguments.expected,
        output=arguments.output,
        resume=arguments.resume,
        sources=sources,
    )
    listeners: list[Listener] = []
    if arguments.junit:
        listeners.append(_writer(partial(write_junit, strict=arguments.strict), writable(arguments.junit)))
    if arguments.json:
        listeners.append(_writer(write_json, writable(arguments.json)))
    terminal = Terminal(in_process=request.workers == 0)
    with terminal:
        conclusion = execute(request, [terminal, *listeners])
    page = None if arguments.no_report else _write_report(conclusion.record, request.output)
    terminal.close(conclusion, page, strict=arguments.strict)
    return exit_code(conclusion, strict=arguments.strict)


def exit_code(conclusion: Conclusion, *, strict: bool) -> int:
    """Return 0 when nothing failed, 1 when something did, 128 + its number when a signal ended the run."""
    if conclusion.signal is not None:
        return 128 + conclusion.signal
    return 1 if failures(conclusion.record.results, strict=strict) else 0


def _names(given: list[str]) -> tuple[str, ...]:
    return tuple(name.strip() for names in given for name in names.split(",") if name.strip())


def _writer(write: Callable[[Record, float, Path], None], path: Path) -> Listener:
    def listen(event: Event) -> None:
        if isinstance(event, RunFinished):
            write(event.record, event.seconds, path)

    return listen


def _write_report(record: Record, output: Path | None) -> Path | None:
    """Write the HTML. A report that cannot be written is said and costs no verdict: the record is there."""
    if output is None:
        return None
    page = output / "index.html"
    try:
        from gancheck import report

        report.write(record, page)
    except Exception as error:
        print(f"gancheck: the report could not be written: {type(error).__name__}: {error}", file=sys.stderr)
        return None
    return page
