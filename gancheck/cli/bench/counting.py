"""The second gate: the counters of a checkout are the committed ones, or somebody said why not."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.text import Text

from gancheck.bench.against.measuring import count_tree
from gancheck.bench.committed import PLACE, Committed, differences, read, write
from gancheck.bench.counters import Counters
from gancheck.bench.size import SIZES, Size
from gancheck.cli.bench.checkout import checkout


def compared(root: Path, found: dict[Size, Counters], console: Console) -> bool:
    """Tell how the counters stand to the committed ones; whether they are equal or cannot be compared."""
    committed = read(root / PLACE)
    torch = version("torch").partition("+")[0]
    if committed is None:
        console.print(Text(f"counters: none are committed; `gancheck bench --accept REASON` writes {PLACE}"))
        return True
    if committed.torch != torch:
        console.print(
            Text(f"counters: not compared, the committed ones are of torch {committed.torch}, this is {torch}")
        )
        return True
    wrong = {size: differences(committed.counters[size], found[size]) for size in found if size in committed.counters}
    for size, changed in wrong.items():
        if changed:
            console.print(Text(f"counters: {size}: {' · '.join(changed)}, not the committed ones", style="bold red"))
    if any(wrong.values()):
        console.print(Text("  if that is meant, `gancheck bench --accept REASON` and commit it"))
        return False
    console.print(Text(f"counters: those in {PLACE}" if wrong else "counters: none are committed of these sizes"))
    return True


def accept(reason: str, console: Console) -> int:
    """Write the checkout's counters as the committed ones, with the reason; 0."""
    root = checkout()
    path = root / PLACE
    before = read(path)
    found = count_tree(root, SIZES)
    torch = version("torch").partition("+")[0]
    write(path, Committed(torch, found, (*(before.reasons if before else ()), reason.strip())))
    for size in SIZES:
        changed = differences(before.counters[size], found[size]) if before and size in before.counters else ["new"]
        console.print(Text(f"{size}: {' · '.join(changed) or 'unchanged'}"))
    console.print(Text(f"written to {path}"))
    return 0
