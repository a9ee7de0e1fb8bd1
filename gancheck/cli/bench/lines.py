"""Rows of columns that a pipe can hold as well as a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text


def print_columns(console: Console, rows: Sequence[Sequence[str]]) -> None:
    """Print rows, the first a heading; the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for place, (first, *rest) in enumerate(rows):
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
        console.print(Text("  ".join(cells).rstrip(), style="bold" if place == 0 else "default"))


def milliseconds(seconds: float) -> str:
    """Write a time of a step: `1.32 ms`."""
    return f"{1e3 * seconds:.3g} ms"
