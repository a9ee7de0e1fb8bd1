"""A fault seeded into a right loop, and what has to be said about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.tracing.corpus.loop import LOOPS, execute

KINDS = ("violation", "departure", "note", "equivalent", "raises")


@dataclass(frozen=True)
class Fault:
    """One loop with one thing changed.

    `edits` replace text that occurs once in the loop's source as it then stands, in order. `clause` and `cause` are
    what a tracer has to find, `kind` how bad that is: "equivalent" asks for no violation and no departure (clause and
    cause are then empty), "raises" says that the script ends with an exception of its own. `family` is the letter's
    place (A is 1) in the list of what real training scripts get wrong: who is updated, loss, schedule and sampling,
    modes and data, measures, what users bring. `also` names other clauses that may rightly be flagged as
    consequences. ValueError when an edit does not fit.
    """

    name: str
    loop: str
    edits: tuple[tuple[str, str], ...]
    clause: str
    cause: str
    kind: str
    family: int
    also: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Check that every edit is unique and changes something."""
        if self.kind not in KINDS:
            raise ValueError(f"{self.name} is of kind {self.kind!r}: choose one of {', '.join(KINDS)}.")
        if self.loop not in LOOPS:
            raise ValueError(f"{self.name} stands on the loop {self.loop!r}, which does not exist.")
        if (self.kind in ("equivalent", "raises")) == bool(self.cause):
            raise ValueError(f"{self.name} is of kind {self.kind}: a cause is needed for findings, and only for them.")
        source = LOOPS[self.loop].source
        for old, new in self.edits:
            if old == new or source.count(old) != 1:
                raise ValueError(f"{self.name}: {old!r} occurs {source.count(old)} times in {self.loop}, not once.")
            source = source.replace(old, new)

    @property
    def source(self) -> str:
        """The loop's text with the edits made."""
        source = LOOPS[self.loop].source
        for old, new in self.edits:
            source = source.replace(old, new)
        return source

    @property
    def path(self) -> str:
        """Where the faulty script is said to stand; there is no such file."""
        return str(Path(__file__).resolve().parent / "faulty" / self.name)

    def run(self, seed: int = 0, steps: int = 60) -> None:
        """Run the faulty script; raises what it raises."""
        execute(self.source, self.path, seed, steps)
