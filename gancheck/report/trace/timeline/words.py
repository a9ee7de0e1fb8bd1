"""The timeline in words: the title of a mark, and a line for an iteration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from gancheck.report.trace.timeline.columns import Column
from gancheck.report.trace.timeline.lanes import Event, Lane, events
from gancheck.report.trace.timeline.repeats import Key


@dataclass(frozen=True)
class Row:
    """Iterations that went the same, as "3" or "3 to 60", and how they went."""

    iterations: str
    text: str


def title(event: Event, number: int | None, first: bool) -> str:
    """Say what a mark stands for: who, what, where in the code, and what was found."""
    tick, fed = event.tick, event.fed
    parts = [f"iteration {tick.iteration}: {_said(event)}"]
    if fed is not None:
        if fed.shape:
            parts[0] += f" ({'×'.join(map(str, fed.shape))})"
        if fed.since:
            parts.append(f"made {_steps(fed.since)} ago")
        if number is not None:
            parts.append(f"minibatch {number}, {'used again later' if first else 'used before'}")
    if tick.note:
        parts.append(tick.note)
    if tick.place is not None:
        parts.append(str(tick.place))
    if tick.clauses:
        parts.append(f"see {', '.join(tick.clauses)}")
    return " · ".join(parts)


def rows(timeline: Iterable[Column], numbers: dict[Key, int]) -> tuple[Row, ...]:
    """Tell each iteration in a line; successive iterations with the same words are told once."""
    told = [
        (iteration, "; ".join(_column(column, numbers) for column in group))
        for iteration, group in groupby(timeline, key=lambda column: column.iteration)
    ]
    found = []
    for text, group in groupby(told, key=lambda pair: pair[1]):
        iterations = [iteration for iteration, _ in group]
        span = f"{iterations[0]}" if len(iterations) == 1 else f"{iterations[0]} to {iterations[-1]}"
        found.append(Row(span, text))
    return tuple(found)


def _column(column: Column, numbers: dict[Key, int]) -> str:
    said: Counter[str] = Counter()
    for tick in column.ticks:
        marks = events(tick)
        if tick.what == "raise":
            said[f"raised {tick.note}"] += 1
        for event in marks:
            said[_said(event) + _remark(event, numbers)] += 1
    return ", ".join(text if count == 1 else f"{text} ({count} times)" for text, count in said.items())


def _remark(event: Event, numbers: dict[Key, int]) -> str:
    parts = []
    if event.fed is not None:
        if (number := number_of(event, numbers)) is not None:
            parts.append(f"minibatch {number}")
        if event.fed.since:
            parts.append(f"made {_steps(event.fed.since)} ago")
    if event.tick.note:
        parts.append(event.tick.note)
    return f" [{', '.join(parts)}]" if parts else ""


def number_of(event: Event, numbers: dict[Key, int]) -> int | None:
    """The number of a mark's minibatch, if it comes back."""
    if event.fed is None or event.fed.batch is None:
        return None
    return numbers.get((event.lane, event.fed.batch))


def _said(event: Event) -> str:
    lane: Lane = event.lane
    match event.tick.what:
        case "call":
            return f"{lane.player} is fed {lane.what}"
        case "backward":
            return f"a backward pass reaches {lane.player}"
        case "change":
            return f"{lane.player} changed without an optimizer"
        case _:
            return f"{lane.player} updated"


def _steps(since: int) -> str:
    return "1 generator step" if since == 1 else f"{since} generator steps"
