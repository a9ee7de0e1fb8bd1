"""The page of a history as plain values. The template only places what is here."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

import gancheck
from gancheck.bench.changes import ALPHA, Change
from gancheck.bench.trend import Trend
from gancheck.evidence.outcome import Figure, Series
from gancheck.report.charts import Chart, draw
from gancheck.report.phrasing import counted, number

COLUMNS = (
    "Run",
    "When",
    "Commit",
    "Ratio",
    "Interval",
    "ATen calls",
    "FLOPs",
    "Bytes",
    "Torch",
    "Processor",
    "Threads",
)
_METHOD = (
    "Ratios of processor time to a frozen plain training step, timed in the same run. A change of level is told "
    f"where permutation tests show it; in a history without any, one is told with probability at most {ALPHA:g}."
)


@dataclass(frozen=True)
class SeriesView:
    """One benchmark: its sentence, its curve and its runs."""

    name: str
    anchor: str
    sentences: tuple[str, ...]
    charts: tuple[Chart, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class BenchPage:
    """Everything that the page says."""

    headline: str
    version: str
    method: str
    columns: tuple[str, ...]
    series: tuple[SeriesView, ...]


def view(trends: tuple[Trend, ...]) -> BenchPage:
    """Make the page of the series of a history."""
    found = sum(len(trend.changes) for trend in trends)
    return BenchPage(
        headline=f"{counted(found, 'change')} of level in {counted(len(trends), 'benchmark')}"
        if found
        else f"No change of level in {counted(len(trends), 'benchmark')}",
        version=gancheck.__version__,
        method=_METHOD,
        columns=COLUMNS,
        series=tuple(_series(trend, place) for place, trend in enumerate(trends)),
    )


def _series(trend: Trend, place: int) -> SeriesView:
    runs = trend.runs
    return SeriesView(
        trend.name,
        f"series-{place + 1}",
        tuple(said(change, runs) for change in trend.changes) or ("No change of level.",),
        (draw(figure(trend)),),
        tuple(_row(run, number_) for number_, run in enumerate(runs.to_dict("records"), 1)),
    )


def said(change: Change, runs: pd.DataFrame) -> str:
    """One sentence on a change, with the commit at which it shows."""
    run = runs.iloc[change.at]
    return (
        f"{change.before:.3f} -> {change.after:.3f} ({100 * (change.after / change.before - 1):+.1f} %) from run "
        f"{change.at + 1} on, commit {run['commit']}, {run['when']:%Y-%m-%d}; p = {number(change.p, 2)}"
    )


def figure(trend: Trend) -> Figure:
    """The ratio over the runs with its interval, and its levels."""
    runs = trend.runs
    x = tuple(map(float, range(1, len(runs) + 1)))
    edges = [0, *(change.at for change in trend.changes), len(runs)]
    levels = [
        Series(f"level {place + 1}", (x[low], x[high - 1]), (level, level))
        for place, (low, high, level) in enumerate(zip(edges[:-1], edges[1:], trend.levels, strict=True))
    ]
    ratio = Series("ratio, 99 %", x, *(tuple(runs[name].astype(float)) for name in ("ratio", "low", "high")))
    return Figure(trend.name, "run", "time over the plain step's", (ratio, *levels), floor=1.0)


def _row(run: Mapping[Hashable, Any], place: int) -> tuple[str, ...]:
    return (
        str(place),
        f"{run['when']:%Y-%m-%d %H:%M}",
        f"{run['commit']}{' (changed)' if run['dirty'] else ''}",
        f"{run['ratio']:.3f}",
        f"{run['low']:.3f} to {run['high']:.3f}",
        *("–" if pd.isna(run[name]) else f"{run[name]:,.0f}" for name in ("aten", "flops", "bytes")),
        *(str(run[name]) for name in ("torch", "processor", "threads")),
    )
