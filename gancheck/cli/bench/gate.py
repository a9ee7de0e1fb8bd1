"""`gancheck bench --against REV`: the checkout in this folder beside one of its revisions."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from gancheck.bench.against.gate import Judgement, conclude
from gancheck.bench.against.measuring import count_tree, measure, step_seconds
from gancheck.bench.against.worktree import checked_out, commit_of, state_of
from gancheck.bench.committed import PLACE, differences, read
from gancheck.bench.counters import Counters
from gancheck.bench.size import Size
from gancheck.bench.verdict import ALLOWED, Verdict
from gancheck.cli.bar import Bar
from gancheck.cli.bench.checkout import checkout
from gancheck.cli.bench.counting import compared
from gancheck.cli.bench.document import write_result
from gancheck.cli.bench.lines import milliseconds, print_columns

_STYLES = {
    Verdict.REGRESSION: "bold red",
    Verdict.IMPROVEMENT: "bold green",
    Verdict.NO_CHANGE: "green",
    Verdict.INCONCLUSIVE: "yellow",
}


def gate(arguments: argparse.Namespace, sizes: Sequence[Size], console: Console) -> int:
    """Measure, tell, and return 1 for a regression or counters that nobody explained.

    Raises ChildError where a tree cannot be timed, RevisionError where there is none, and CommittedError.
    """
    root = checkout()
    commit = commit_of(root, arguments.against)
    read(root / PLACE)  # better said now that it cannot be read than after a minute
    judged: list[tuple[Size, Judgement, float, float]] = []
    with Bar(console) as bar, checked_out(root, commit) as old:
        bar(0.0, 1.0, "counting")
        was, now = count_tree(old, sizes), count_tree(root, sizes)
        for size in sizes:
            times, calls = measure(
                old,
                root,
                size,
                seconds=arguments.seconds,
                seed=arguments.seed,
                progress=lambda fraction, size=size: bar(fraction, 1.0, str(size)),  # type: ignore[misc]
            )
            judged.append((size, conclude(times), *step_seconds(times, calls)))
    console.print(Text(f"{root.name} as it is ({state_of(root)}) against {arguments.against} ({commit})"))
    tell(judged, was, now, console)
    explained = compared(root, now, console)
    if arguments.json is not None:
        write_result(arguments.json, _document(commit, state_of(root), judged, was, now))
    verdicts = {judgement.verdict for _, judgement, *_ in judged}
    failing = {Verdict.REGRESSION} | ({Verdict.INCONCLUSIVE} if arguments.strict else set())
    return 1 if verdicts & failing or not explained else 0


def tell(
    judged: Sequence[tuple[Size, Judgement, float, float]],
    was: dict[Size, Counters],
    now: dict[Size, Counters],
    console: Console,
) -> None:
    """Print a row a size with its verdict, and which counters changed."""
    rows: list[Sequence[str]] = [("STEP", "OLD", "NEW", "NEW/OLD", "OLD/OLD, NEW/NEW", "VERDICT")]
    for size, judgement, before, after in judged:
        times = milliseconds(before), milliseconds(after)
        rows.append((str(size), *times, str(judgement.ratio), str(judgement.control), str(judgement.verdict)))
    print_columns(console, rows)
    for size, judgement, *_ in judged:
        console.print(Text(f"{judgement.verdict} at {size}", style=_STYLES[judgement.verdict]))
        changed = differences(was[size], now[size])
        console.print(Text(f"  counted: {' · '.join(changed) or 'the same calls, FLOPs and bytes'}"))
    console.print(
        Text(
            f"{judged[0][1].ratio.pairs} generations of 4 processes; ratios with 99 % intervals\n"
            "code that costs at most "
            f"{100 * ALLOWED:g} % more is called a regression with probability at most .5 %"
        )
    )


def _document(
    commit: str,
    state: str,
    judged: Sequence[tuple[Size, Judgement, float, float]],
    was: dict[Size, Counters],
    now: dict[Size, Counters],
) -> dict[str, Any]:
    return {
        "old": commit,
        "new": state,
        "sizes": {
            size.key: {
                "verdict": str(judgement.verdict),
                "ratio": judgement.ratio.to_json(),
                "control": judgement.control.to_json(),
                "old seconds": before,
                "new seconds": after,
                "old counters": was[size].to_json(),
                "new counters": now[size].to_json(),
            }
            for size, judgement, before, after in judged
        },
    }
