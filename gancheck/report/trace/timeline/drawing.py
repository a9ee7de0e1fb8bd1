"""The timeline as strips of marks, each strip as wide as the page: coordinates as texts, ready for a template."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from gancheck.report.charts.strokes import coordinate
from gancheck.report.trace.timeline.columns import Column, columns
from gancheck.report.trace.timeline.lanes import Event, Lane, events, lanes, players
from gancheck.report.trace.timeline.repeats import Key, numbers
from gancheck.report.trace.timeline.words import Row, number_of, rows, title
from gancheck.tracing.report import Tick

# In page units. A strip is drawn at this width or wider, and scrolls where the page is narrower.
WIDTH, LEFT, RIGHT = 1120, 150, 12
SLOT, BETWEEN_COLUMNS, BETWEEN_ITERATIONS = 15, 4, 10
HEADER, LANE, BETWEEN_PLAYERS, FOOTER = 30, 20, 10, 6
COLOURS = 6


@dataclass(frozen=True)
class Mark:
    """One mark: `style` names its shape and colour, `number` its minibatch when that comes back."""

    x: str
    y: str
    shape: str
    style: str
    number: str
    title: str


@dataclass(frozen=True)
class Label:
    """A text at a place along one axis."""

    at: str
    text: str


@dataclass(frozen=True)
class Strip:
    """A stretch of iterations. `arcs` join equal minibatches, `rules` part iterations."""

    name: str
    width: int
    height: str
    lanes: tuple[Label, ...]
    owners: tuple[Label, ...]
    iterations: tuple[Label, ...]
    rules: tuple[str, ...]
    lines: tuple[str, ...]
    arcs: tuple[str, ...]
    marks: tuple[Mark, ...]
    raised: tuple[Label, ...]


@dataclass(frozen=True)
class Timeline:
    """The whole drawing: its strips, its legend's colours, and all of it in words."""

    strips: tuple[Strip, ...]
    players: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    repeated: int


def draw(timeline: Sequence[Tick], violated: Collection[str] = ()) -> Timeline:
    """Lay out a timeline. What a clause in `violated` names is marked otherwise than what another clause names."""
    cut = columns(timeline)
    known = numbers(cut)
    frame = _Frame.of(timeline, frozenset(violated))
    owners = players(timeline)
    first = _first_uses(cut, known)
    return Timeline(
        strips=tuple(_strip(part, frame, known, first) for part in _parts(cut)),
        players=tuple((player, frame.styles[player]) for player in owners),
        rows=rows(cut, known),
        repeated=len(set(known.values())),
    )


@dataclass(frozen=True)
class _Frame:
    """What all strips share: where each lane lies, each player's colour, and the clauses that are violated."""

    heights: dict[Lane, float]
    styles: dict[str, str]
    height: float
    violated: frozenset[str]

    @classmethod
    def of(cls, timeline: Sequence[Tick], violated: frozenset[str]) -> _Frame:
        heights: dict[Lane, float] = {}
        at = float(HEADER)
        for place, (_, owned) in enumerate(groupby(lanes(timeline), key=lambda lane: lane.player)):
            at += BETWEEN_PLAYERS if place else 0
            for lane in owned:
                heights[lane] = at + LANE / 2
                at += LANE
        styles = {player: f"c{place % COLOURS}" for place, player in enumerate(players(timeline))}
        return cls(heights, styles, at + FOOTER, violated)


def _width(column: Column) -> int:
    """The room of a column: its fullest lane."""
    found = [event.lane for tick in column.ticks for event in events(tick)]
    return SLOT * max((found.count(lane) for lane in set(found)), default=1)


def _parts(cut: Sequence[Column]) -> list[list[Column]]:
    """Break the columns into strips, between iterations wherever one fits a strip."""
    room = WIDTH - LEFT - RIGHT
    parts: list[list[Column]] = [[]]
    used = 0
    for _, group in groupby(cut, key=lambda column: column.iteration):
        iteration = list(group)
        whole = sum(_width(column) + BETWEEN_COLUMNS for column in iteration) + BETWEEN_ITERATIONS
        if parts[-1] and used + whole > room:
            parts.append([])
            used = 0
        for column in iteration:
            if parts[-1] and used + _width(column) > room:
                parts.append([])
                used = 0
            parts[-1].append(column)
            used += _width(column) + BETWEEN_COLUMNS
        used += BETWEEN_ITERATIONS
    return [part for part in parts if part]


def _first_uses(cut: Sequence[Column], known: dict[Key, int]) -> dict[Key, int]:
    first: dict[Key, int] = {}
    for column in cut:
        for tick in column.ticks:
            for event in events(tick):
                if number_of(event, known) is not None and event.fed is not None and event.fed.batch is not None:
                    first.setdefault((event.lane, event.fed.batch), id(column))
    return first


def _strip(part: list[Column], frame: _Frame, known: dict[Key, int], first: dict[Key, int]) -> Strip:
    at = float(LEFT)
    marks: list[Mark] = []
    arcs: list[str] = []
    raised: list[Label] = []
    iterations: list[Label] = []
    rules: list[str] = []
    last: dict[Key, tuple[int, float]] = {}
    for place, column in enumerate(part):
        if place == 0 or column.iteration != part[place - 1].iteration:
            if place:
                rules.append(coordinate(at + BETWEEN_ITERATIONS / 2 - BETWEEN_COLUMNS / 2))
                at += BETWEEN_ITERATIONS
            iterations.append(Label(coordinate(at + 1), str(column.iteration)))
        taken: dict[Lane, int] = {}
        for tick in column.ticks:
            if tick.what == "raise":
                raised.append(Label(coordinate(at + _width(column) + 2), _raised(tick)))
            for event in events(tick):
                x = at + SLOT * taken.get(event.lane, 0) + SLOT / 2
                taken[event.lane] = taken.get(event.lane, 0) + 1
                y = frame.heights[event.lane]
                number = number_of(event, known)
                again = False
                if number is not None and event.fed is not None and event.fed.batch is not None:
                    key = (event.lane, event.fed.batch)
                    again = first[key] != id(column)
                    if key in last and last[key][0] != place:
                        arcs.append(_arc(last[key][1], x, y))
                    last[key] = place, x
                marks.append(_mark(event, x, y, frame, number, again))
        at += _width(column) + BETWEEN_COLUMNS
    span = f"{part[0].iteration} to {part[-1].iteration}"
    alone = part[0].iteration == part[-1].iteration
    return Strip(
        name=f"iteration {part[0].iteration}" if alone else f"iterations {span}",
        width=WIDTH,
        height=coordinate(frame.height),
        lanes=tuple(Label(coordinate(y), lane.what) for lane, y in frame.heights.items()),
        owners=_owners(frame),
        iterations=_apart(iterations),
        rules=tuple(rules),
        lines=tuple(coordinate(y) for y in frame.heights.values()),
        arcs=tuple(arcs),
        marks=tuple(marks),
        raised=tuple(raised),
    )


def _owners(frame: _Frame) -> tuple[Label, ...]:
    return tuple(
        Label(coordinate(next(y for _, y in owned)), player)
        for player, owned in groupby(frame.heights.items(), key=lambda item: item[0].player)
    )


def _apart(labels: list[Label]) -> tuple[Label, ...]:
    """Leave out the numbers of iterations that would touch those before them."""
    kept: list[Label] = []
    for label in labels:
        if not kept or float(label.at) - float(kept[-1].at) >= 7 * len(kept[-1].text) + 6:
            kept.append(label)
    return tuple(kept)


def _mark(event: Event, x: float, y: float, frame: _Frame, number: int | None, again: bool) -> Mark:
    tick = event.tick
    shape = "fed" if tick.what == "call" else tick.what
    classes = [shape, frame.styles[event.lane.player]]
    if number is not None:
        classes += ["again" if again else "once", *(["long"] if number > 99 else [])]
    if event.fed is not None and event.fed.since:
        classes.append("stale")
    if tick.clauses:
        classes += ["named", "violation" if frame.violated.intersection(tick.clauses) else "departure"]
    shown = "" if number is None else str(number)
    return Mark(coordinate(x), coordinate(y), shape, " ".join(classes), shown, title(event, number, not again))


def _arc(start: float, end: float, y: float) -> str:
    middle, top = (start + end) / 2, y - 15
    ends = coordinate(y - 5)
    return f"M{coordinate(start)},{ends}Q{coordinate(middle)},{coordinate(top)} {coordinate(end)},{ends}"


def _raised(tick: Tick) -> str:
    where = f" · {tick.place}" if tick.place is not None else ""
    return f"iteration {tick.iteration}: raised {tick.note}{where}"
