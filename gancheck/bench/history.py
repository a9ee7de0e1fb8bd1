"""The history of the ratio to the frozen step, as pytest-benchmark saved it: one row a benchmark and run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from gancheck.bench.counters import NAMES

COLUMNS = (
    "series",
    "when",
    "commit",
    "dirty",
    "processor",
    "torch",
    "threads",
    "ratio",
    "low",
    "high",
    "aten",
    "flops",
    "bytes",
    "file",
)


class HistoryError(ValueError):
    """There is no history, or a file of it cannot be read. The message is one sentence."""


def history(folder: Path) -> pd.DataFrame:
    """The rows of every benchmark with a ratio in the folder's JSON files, by time.

    The files are those of `--benchmark-json` and `--benchmark-save`, in folders below too. Raises HistoryError.
    """
    if not folder.is_dir():
        raise HistoryError(f"there is no folder {folder}")
    rows = [row for file in sorted(folder.rglob("*.json")) for row in _rows(file, folder)]
    if not rows:
        raise HistoryError(f"{folder} holds no ratios: run `pytest suites/benchmarks --benchmark-json` into it first")
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["when"] = pd.to_datetime(frame["when"], utc=True, format="ISO8601")
    return frame.sort_values(["series", "when", "file"], kind="stable", ignore_index=True)


def tracked(row: Any, environment: dict[str, str]) -> dict[str, Any]:
    """What a benchmark keeps in its `extra_info` for the history: of a `Row`, the ratio and the counters."""
    return {
        "series": row.name,
        "ratio": row.ratio.value,
        "low": row.ratio.low,
        "high": row.ratio.high,
        **{name: getattr(row.counters, name) / row.counters.iterations for name in NAMES},
        "torch": environment["torch"],
        "processor": environment["processor"],
        "threads": 1,
    }


def _rows(file: Path, folder: Path) -> list[dict[str, Any]]:
    try:
        whole = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise HistoryError(f"{file} cannot be read: {type(error).__name__}: {error}") from None
    if not isinstance(whole, dict) or not isinstance(whole.get("benchmarks"), list):
        return []  # another JSON file
    commit = whole.get("commit_info") or {}
    rows = []
    for benchmark in whole["benchmarks"]:
        extra = benchmark.get("extra_info") or {}
        if not {"series", "ratio", "low", "high"} <= extra.keys():
            continue  # a benchmark without a ratio: its time means nothing on another machine
        known = {name: extra.get(name) for name in COLUMNS}
        rows.append(
            known
            | {
                "when": whole.get("datetime"),
                "commit": str(commit.get("id") or "unknown")[:12],
                "dirty": bool(commit.get("dirty")),
                "file": str(file.relative_to(folder)),
            }
        )
    return rows
