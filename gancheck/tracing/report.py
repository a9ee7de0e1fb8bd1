"""What `gancheck trace` found, as a value: every face (terminal, JSON, JUnit, HTML) is made from it. Needs no torch."""

from __future__ import annotations

from dataclasses import dataclass, field

from gancheck.tracing.finding import Finding, Kind
from gancheck.tracing.place import Place


@dataclass(frozen=True)
class Fed:
    """What a player was fed in one call.

    `what` is "noise", "labels", "real", "fake", "real + fake", "interpolates" or "unknown". `batch` identifies the
    minibatch (equal numbers are equal contents), `since` is the
    number of generator steps ago that its fakes were made (None where it makes no sense).
    """

    what: str
    shape: tuple[int, ...]
    batch: int | None = None
    since: int | None = None


@dataclass(frozen=True)
class Tick:
    """One thing on the timeline, in order.

    `what` is "call" (of `player`, with `fed`), "backward" (a backward pass of `player`'s loss), "step" (an optimizer's
    step that changed `player`), "change" (`player`'s parameters changed without an optimizer) or "raise".
    `iteration` counts from 1 and grows after each generator step. `note` is a few words ("eval mode", "accumulated").
    `clauses` names the clauses that found fault with it.
    """

    iteration: int
    what: str
    player: str
    place: Place | None = None
    fed: tuple[Fed, ...] = ()
    note: str = ""
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Script:
    """How the traced script went.

    `ended` is "stopped" (by us, having seen enough), "finished", "exited", "raised", "killed" or "interrupted";
    `detail` is the exception's last line, the exit code or the signal.
    """

    command: str
    ended: str = "finished"
    detail: str = ""
    exit_code: int = 0
    place: Place | None = None


@dataclass(frozen=True)
class TraceReport:
    """Everything that was found in one traced run.

    `summary` is the one line that describes the loop, one per pair of players when there are several (`pairs`).
    `unable` is a sentence that says why nothing could be told (no optimizer stepped, players not found, ...), else "".
    `steps` counts the optimizer steps seen of each player, `seconds` the traced time.
    """

    summary: tuple[str, ...]
    findings: tuple[Finding, ...]
    timeline: tuple[Tick, ...] = ()
    script: Script | None = None
    unable: str = ""
    steps: dict[str, int] = field(default_factory=dict)
    players: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    def __str__(self) -> str:
        """Return the summary, and a line for each violation, departure and note with where it happens."""
        if self.unable:
            return self.unable
        told = (*self.violations, *self.departures, *self.notes)
        lines = [
            f"{finding.kind.value}  {finding.clause}: {finding.seen}"
            + (f"  ({', '.join(map(str, finding.places))})" if finding.places else "")
            for finding in told
        ]
        return "\n".join([*self.summary, *(lines or ["no violation, no departure"])])

    def of(self, kind: Kind) -> tuple[Finding, ...]:
        """The findings of one kind, in the order of Algorithm 1."""
        return tuple(finding for finding in self.findings if finding.kind is kind)

    @property
    def violations(self) -> tuple[Finding, ...]:
        """What changes what is learned."""
        return self.of(Kind.VIOLATION)

    @property
    def departures(self) -> tuple[Finding, ...]:
        """What is not the letter of Algorithm 1, with the same fixed point."""
        return self.of(Kind.DEPARTURE)

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What is worth knowing."""
        return self.of(Kind.NOTE)
