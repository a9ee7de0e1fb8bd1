"""A trace as it is told on a terminal, or in a pipe."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from gancheck.report.phrasing import seconds
from gancheck.report.trace.message import TOLD, heading, message
from gancheck.report.trace.phrases import ending, rest, tally
from gancheck.report.trace.standing import ended_well, failures
from gancheck.tracing.finding import Finding, Kind
from gancheck.tracing.report import TraceReport

_STYLES = {Kind.VIOLATION: "bold red", Kind.DEPARTURE: "yellow", Kind.NOTE: "cyan"}


def tell(
    report: TraceReport,
    kept: Path,
    page: Path | None,
    *,
    strict: bool = False,
    quiet: bool = False,
    aside: bool = False,
) -> None:
    """Print the summary, every finding worth telling, and the verdict.

    `quiet` leaves out what fails nothing; `aside` prints to standard error.
    """
    console = Console(highlight=False, soft_wrap=True, emoji=False, markup=False, stderr=aside)
    # The script has printed before, perhaps without ending its line.
    console.print()
    if not quiet:
        for line in report.summary:
            console.print(Text(line, style="bold"))
    if not quiet or not ended_well(report):
        console.print(Text(ending(report)))
    shown = failures(report, strict=strict) if quiet else [each for kind in TOLD for each in report.of(kind)]
    for place, finding in enumerate(shown):
        if place or not quiet:
            console.print()
        console.print(_coloured(finding))
    if shown or not quiet:
        console.print()
    if report.unable:
        console.print(Text(f"Nothing can be told. {report.unable}", style="bold red"))
    elif not quiet:
        console.print(Text(rest(report)))
    bad = bool(failures(report, strict=strict)) or not ended_well(report)
    console.print(Text(_verdict(report, kept, page), style="bold red" if bad else "bold"))


def _coloured(finding: Finding) -> Text:
    first, _, others = message(finding).partition("\n")
    text = Text(heading(finding), style=_STYLES[finding.kind])
    assert first == text.plain
    return text.append(f"\n{others}", style="default not bold") if others else text


def _verdict(report: TraceReport, kept: Path, page: Path | None) -> str:
    parts = [f"trace {kept}"]
    if page is not None:
        parts.insert(0, f"report {page}")
    if not report.unable:
        parts.insert(0, f"{tally(report)} in {seconds(report.seconds)}")
    return " · ".join(parts)
