"""`gancheck list` and `gancheck explain`: the catalogue, which is read without importing a check."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence

from gancheck.engine.message import probability
from gancheck.engine.plan import RequestError, unknown
from gancheck.engine.sources import CatalogueEntry, Sources


def list_checks(sources: Sources, *, as_json: bool = False) -> int:
    """Print one line a check, or a JSON list."""
    catalogue = sources.catalogue()
    if as_json:
        print(json.dumps([_plain(entry) for entry in catalogue], indent=2, ensure_ascii=False))
        return 0
    rows = [("CHECK", "SUITE", "KIND", "COST", "NEEDS", "CLAIM")]
    rows += [(e.id, e.suite, e.kind, f"{e.seconds:g} s", " ".join(e.needs) or "-", e.claim) for e in catalogue]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for row in rows:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        print(line if room is None or len(line) <= room else line[: room - 1] + "…")
    return 0


def explain(check: str, sources: Sources, *, alpha: float = 1e-3) -> int:
    """Print what is declared of one check, and its description."""
    catalogue = sources.catalogue()
    entry = _find(check, catalogue)
    budget = (
        f"{probability(alpha * entry.alpha_share)} of the run's {probability(alpha)}"
        if entry.alpha_share
        else "none: exact"
    )
    print(f"{entry.id} ({entry.suite})")
    for label, text in (
        ("claim", entry.claim),
        ("source", entry.source),
        ("needs", ", ".join(entry.needs) or "nothing of the target"),
        ("cost", f"about {entry.seconds:g} s on one core"),
        ("errors", budget),
    ):
        print(f"  {label:<8} {text}")
    print(f"\n{entry.description}")
    return 0


def _find(check: str, catalogue: Sequence[CatalogueEntry]) -> CatalogueEntry:
    for entry in catalogue:
        if entry.id == check:
            return entry
    raise RequestError(unknown("check", check, [entry.id for entry in catalogue]))


def _plain(entry: CatalogueEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "claim": entry.claim,
        "source": entry.source,
        "suite": entry.suite,
        "kind": entry.kind,
        "needs": list(entry.needs),
        "alpha_share": entry.alpha_share,
        "seconds": entry.seconds,
        "description": entry.description,
    }
