"""The ticks of a timeline in columns: what led to an update, and the update."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gancheck.tracing.report import Tick

_ENDS = ("step", "change")


@dataclass(frozen=True)
class Column:
    """Calls and backward passes up to an update, and the updates that follow without another pass between."""

    iteration: int
    ticks: tuple[Tick, ...]


def columns(timeline: Iterable[Tick]) -> list[Column]:
    """Cut a timeline before each pass that follows an update, and where an iteration begins."""
    found: list[Column] = []
    current: list[Tick] = []
    for tick in timeline:
        updated = bool(current) and current[-1].what in _ENDS
        if current and (tick.iteration != current[0].iteration or (updated and tick.what not in _ENDS)):
            found.append(Column(current[0].iteration, tuple(current)))
            current = []
        current.append(tick)
    if current:
        found.append(Column(current[0].iteration, tuple(current)))
    return found
