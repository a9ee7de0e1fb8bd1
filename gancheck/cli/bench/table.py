"""The table: the reference beside the frozen plain step over sizes, or a target beside the reference."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from gancheck.bench.child import child
from gancheck.bench.row import Row
from gancheck.bench.size import Size
from gancheck.cli.bar import Bar
from gancheck.cli.bench.document import write_result
from gancheck.cli.bench.lines import milliseconds, print_columns

TIMING = "gancheck.bench.timing"
_PATIENCE = 300.0  # seconds for a row


def table(arguments: argparse.Namespace, sizes: Sequence[Size], console: Console) -> int:
    """Measure and print; 0, since a table fails nothing. Raises ChildError where a step cannot be timed."""
    rows: list[Row] = []
    with Bar(console) as bar, child(TIMING, patience=_PATIENCE) as ask:
        if arguments.target:
            bar(0.0, 1.0, arguments.target)
            rows.append(Row.from_json(ask(target=arguments.target, rounds=arguments.rounds)))
        for place, size in enumerate([] if arguments.target else sizes):
            bar(place, len(sizes), str(size))
            rows.append(Row.from_json(ask(size=size, rounds=arguments.rounds)))
    tell(rows, console, target=bool(arguments.target))
    if arguments.json is not None:
        write_result(arguments.json, {"rows": [row.to_json() for row in rows]})
    return 0


def tell(rows: Sequence[Row], console: Console, *, target: bool) -> None:
    """Print the rows, and what the figures are."""
    mine, other = ("target", "reference") if target else ("reference", "plain")
    heading = ("STEP", mine.upper(), other.upper(), f"{mine.upper()}/{other.upper()}", "ATEN", "FLOPS", "BYTES")
    lines: list[Sequence[str]] = [heading]
    for row in rows:
        counters = row.counters
        lines.append(
            (
                row.name,
                milliseconds(row.seconds),
                milliseconds(row.beside),
                str(row.ratio),
                counters.each("aten"),
                counters.each("flops"),
                counters.each("bytes"),
            )
        )
    print_columns(console, lines)
    if target:
        for row in rows:
            beside = row.beside_counters
            console.print(
                Text(
                    f"the reference, 2x32 at the same minibatch and k: "
                    f"ATEN {beside.each('aten')} · FLOPS {beside.each('flops')} · BYTES {beside.each('bytes')}"
                )
            )
    pairs = rows[0].ratio.pairs
    console.print(
        Text(
            f"medians of processor time, one thread, {pairs} rounds in random order; ratios with 99 % intervals\n"
            f"counted, an iteration: calls of ATen operators, FLOPs of matrix products, bytes of new tensors"
        )
    )
