"""The lanes of the timeline: for each player what it was fed, its backward passes and its updates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gancheck.tracing.report import Fed, Tick

FED = ("noise", "labels", "real", "fake", "real + fake", "interpolates", "unknown")
_BACKWARD, _UPDATED = "backward", "updated"
_AND = " + "


@dataclass(frozen=True, order=True)
class Lane:
    """One lane: a player and what happens to it. `what` is one of `FED`, "backward" or "updated"."""

    player: str
    what: str


@dataclass(frozen=True)
class Event:
    """One mark in a lane: the tick, and in a lane of what is fed, which of the tick's minibatches it is."""

    lane: Lane
    tick: Tick
    fed: Fed | None = None


def events(tick: Tick) -> tuple[Event, ...]:
    """The marks that a tick makes. What a player gave from noise is left out: it shows where it is fed."""
    if tick.what == "call":
        given = any(fed.what == "noise" for fed in tick.fed)
        return tuple(
            Event(Lane(tick.player, fed.what if fed.what in FED else "unknown"), tick, fed)
            for fed in tick.fed
            if not (given and fed.what == "fake")
        )
    if tick.what == "backward":
        return tuple(Event(Lane(player, _BACKWARD), tick) for player in reached(tick))
    if tick.what in ("step", "change"):
        return (Event(Lane(tick.player, _UPDATED), tick),)
    return ()


def reached(tick: Tick) -> tuple[str, ...]:
    """The players that a tick is about: gradients of one backward pass may reach both, as `netG + netD`."""
    return tuple(tick.player.split(_AND)) if tick.what == "backward" else (tick.player,)


def players(timeline: Iterable[Tick]) -> tuple[str, ...]:
    """Who is in a timeline, by their first update, then by their first appearance."""
    ticks = [tick for tick in timeline if tick.player]
    updates = [tick for tick in ticks if tick.what in ("step", "change")]
    return tuple(dict.fromkeys(player for tick in updates + ticks for player in reached(tick)))


def lanes(timeline: Iterable[Tick]) -> tuple[Lane, ...]:
    """The lanes that hold anything, a player's together, in a fixed order."""
    ticks = list(timeline)
    used = {event.lane for tick in ticks for event in events(tick)}
    order = (*FED, _BACKWARD, _UPDATED)
    return tuple(lane for player in players(ticks) for what in order if (lane := Lane(player, what)) in used)
