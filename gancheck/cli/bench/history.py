"""`gancheck bench --history DIR`: the ratios that were saved, their changes of level, and a page of both."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.text import Text

from gancheck.bench.changes import ALPHA
from gancheck.bench.history import HistoryError, history
from gancheck.bench.trend import trends
from gancheck.cli.bench.document import write_result
from gancheck.cli.bench.lines import print_columns
from gancheck.engine.plan import RequestError
from gancheck.report.bench.render import render
from gancheck.report.bench.view import said

PAGE = "bench.html"


def tell_history(arguments: argparse.Namespace, console: Console) -> int:
    """Print a row a benchmark and its changes, write the page, and return 0."""
    try:
        frame = history(arguments.history)
    except HistoryError as error:
        raise RequestError(str(error)) from None
    found = trends(frame)
    rows = [("BENCHMARK", "RUNS", "FIRST", "LAST", "CHANGES")]
    for trend in found:
        first, last = (f"{trend.runs['ratio'].iloc[place]:.3f}" for place in (0, -1))
        rows.append((trend.name, str(len(trend.runs)), first, last, str(len(trend.changes))))
    print_columns(console, rows)
    for trend in found:
        for change in trend.changes:
            console.print(Text(f"{trend.name}: {said(change, trend.runs)}", style="bold"))
    console.print(
        Text(
            f"ratios to the frozen plain step; in a history without any change, one is told with probability {ALPHA:g}"
        )
    )
    if arguments.json is not None:
        write_result(arguments.json, {"history": frame.assign(when=frame["when"].astype(str)).to_dict("records")})
    if not arguments.no_report:
        page = arguments.output / PAGE
        try:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(render(found), encoding="utf-8")
        except OSError as error:
            raise RequestError(f"the report {page} cannot be written: {error.strerror or error}") from None
        console.print(Text(f"report {page}"))
    return 0
