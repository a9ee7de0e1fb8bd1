"""A clause: one law of the training loop, one function that says how a traced pair of players stands to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gancheck.tracing.finding import Finding, Kind
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.place import Place

PAPER = "Goodfellow et al. 2014"
# The cause of a finding that says that a clause could not be judged for a fault of gancheck's own.
OWN_ERROR = "own-error"


@dataclass(frozen=True)
class Verdict:
    """What one clause says: see `Finding`, which adds the clause's identifier, claim and source."""

    kind: Kind
    seen: str
    cause: str = ""
    places: tuple[Place, ...] = ()
    effect: str = ""
    change: str = ""
    threads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clause:
    """A registered clause; `judge` returns its verdicts for one pair, at least one."""

    name: str
    claim: str
    source: str
    judge: Callable[[Pair], Iterable[Verdict]]

    def findings(self, pair: Pair) -> list[Finding]:
        """The clause's findings on one pair, with what it claims; its own error is one of them, not the end."""
        try:
            verdicts = list(self.judge(pair))
        except Exception as error:
            verdicts = [Verdict(Kind.UNSEEN, f"gancheck's own error, {type(error).__name__}: {error}", OWN_ERROR)]
        return [
            Finding(
                self.name,
                v.kind,
                self.claim,
                self.source,
                v.seen,
                v.cause,
                v.places,
                v.effect,
                v.change,
                v.threads,
                pair.name,
            )
            for v in verdicts
        ]


REGISTERED: list[Clause] = []


def clause(
    name: str, *, claim: str, source: str = PAPER
) -> Callable[[Callable[[Pair], Iterable[Verdict]]], Callable[[Pair], Iterable[Verdict]]]:
    """Register a function of a `Pair` as the clause `name`; the order of import is the order of the report."""

    def register(judge: Callable[[Pair], Iterable[Verdict]]) -> Callable[[Pair], Iterable[Verdict]]:
        if any(known.name == name for known in REGISTERED):
            raise ValueError(f"There is a clause {name!r} already; give this one another name.")
        REGISTERED.append(Clause(name, claim, source, judge))
        return judge

    return register


def kept(seen: str) -> Verdict:
    """The clause was seen to hold."""
    return Verdict(Kind.KEPT, seen)


def unseen(why: str) -> Verdict:
    """It could not be told."""
    return Verdict(Kind.UNSEEN, why)


def violation(
    cause: str, seen: str, *, at: Iterable[Place | None] = (), effect: str, change: str, threads: tuple[str, ...] = ()
) -> Verdict:
    """What is learned changes."""
    return Verdict(Kind.VIOLATION, seen, cause, _distinct(at), effect, change, threads)


def departure(
    cause: str, seen: str, *, at: Iterable[Place | None] = (), effect: str, change: str, threads: tuple[str, ...] = ()
) -> Verdict:
    """Not the letter of Algorithm 1, but the same fixed point."""
    return Verdict(Kind.DEPARTURE, seen, cause, _distinct(at), effect, change, threads)


def note(
    cause: str,
    seen: str,
    *,
    at: Iterable[Place | None] = (),
    effect: str = "",
    change: str = "",
    threads: tuple[str, ...] = (),
) -> Verdict:
    """Worth knowing."""
    return Verdict(Kind.NOTE, seen, cause, _distinct(at), effect, change, threads)


def share(part: int, whole: int) -> str:
    """`30 of 30`, for sentences."""
    return f"{part} of {whole}"


def mostly(part: int, whole: int) -> bool:
    """Whether something happens as a rule: in more than half of the cases."""
    return whole > 0 and part * 2 > whole


def _distinct(places: Iterable[Place | None]) -> tuple[Place, ...]:
    """The first three lines; each once for every line of a library that it led to."""
    known = {(place, place.inside): place for place in places if place is not None}
    shown = list(dict.fromkeys(known.values()))[:3]
    return tuple(place for place in known.values() if place in shown)
