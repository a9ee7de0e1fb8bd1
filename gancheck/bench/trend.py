"""The series of a history, each with its levels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gancheck.bench.changes import ALPHA, Change, changes


@dataclass(frozen=True)
class Trend:
    """One benchmark's runs by time, and where its level changed."""

    name: str
    runs: pd.DataFrame
    changes: tuple[Change, ...]

    @property
    def levels(self) -> tuple[float, ...]:
        """The level of each stretch between changes."""
        if not self.changes:
            return (float(np.exp(np.log(self.runs["ratio"].astype(float)).mean())),)
        return (self.changes[0].before, *(change.after for change in self.changes))


def trends(frame: pd.DataFrame, *, alpha: float = ALPHA) -> tuple[Trend, ...]:
    """The trends of a history: any false alarm in it has probability at most `alpha`."""
    groups = [(str(name), runs.reset_index(drop=True)) for name, runs in frame.groupby("series", sort=True)]
    return tuple(
        Trend(name, runs, changes(runs["ratio"].to_numpy(float), alpha=alpha, series=len(groups)))
        for name, runs in groups
    )
