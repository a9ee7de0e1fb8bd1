"""Registering clauses, and what becomes of one that fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from gancheck.tracing.clauses import CLAUSES, clause
from gancheck.tracing.clauses.clause import (
    OWN_ERROR,
    PAPER,
    REGISTERED,
    Clause,
    Verdict,
    departure,
    kept,
    mostly,
    note,
    share,
    unseen,
    violation,
)
from gancheck.tracing.finding import Finding, Kind
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.place import Place

PAIR: Any = SimpleNamespace(name="g / d")


@pytest.fixture
def registry() -> Iterator[list[Clause]]:
    """The registered clauses, put back afterwards."""
    before = list(REGISTERED)
    yield REGISTERED
    REGISTERED[:] = before


def test_a_clause_is_its_function_still(registry: list[Clause]) -> None:
    @clause.clause("mine", claim="it holds")
    def mine(pair: Pair) -> Iterable[Verdict]:
        return [kept("seen to hold")]

    assert mine(PAIR) == [kept("seen to hold")]
    assert registry[-1] == Clause("mine", "it holds", PAPER, mine)
    assert registry[-1].findings(PAIR) == [
        Finding("mine", Kind.KEPT, "it holds", PAPER, "seen to hold", pair="g / d"),
    ]


def test_a_name_is_taken_once(registry: list[Clause]) -> None:
    before = list(registry)
    with pytest.raises(ValueError, match="There is a clause 'order' already; give this one another name"):
        clause.clause("order", claim="again")(lambda pair: [])
    assert registry == before


def test_a_clause_that_raises_is_unseen_and_loses_what_it_said() -> None:
    def raising(pair: Pair) -> Iterator[Verdict]:
        yield kept("a beginning")
        raise ZeroDivisionError("by nothing")

    (finding,) = Clause("mine", "it holds", "nobody", raising).findings(PAIR)
    assert (finding.kind, finding.cause) == (Kind.UNSEEN, OWN_ERROR) == ("unseen", "own-error")
    assert finding.seen == "gancheck's own error, ZeroDivisionError: by nothing"
    assert finding.source == "nobody"


def test_an_interrupt_is_no_error_of_ours() -> None:
    def interrupted(pair: Pair) -> Iterator[Verdict]:
        yield kept("a beginning")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Clause("mine", "it holds", "nobody", interrupted).findings(PAIR)


@pytest.mark.parametrize(("make", "kind"), [(violation, "violation"), (departure, "departure"), (note, "note")])
def test_places_are_said_once_and_three_at_most(make: Any, kind: str) -> None:
    a, b, c, d = (Place("loop.py", line) for line in (4, 3, 2, 1))
    verdict = make("cause", "seen", at=[a, None, a, b, c, d], effect="bad", change="good", threads=("one #1",))
    assert verdict == Verdict(Kind(kind), "seen", "cause", (a, b, c), "bad", "good", ("one #1",))


def test_words() -> None:
    assert unseen("why") == Verdict(Kind.UNSEEN, "why")
    assert share(3, 4) == "3 of 4"
    assert [mostly(part, 4) for part in range(5)] == [False, False, False, True, True]
    assert not mostly(0, 0)


def test_the_clauses_of_the_report() -> None:
    names = [known.name for known in CLAUSES]
    assert len(set(names)) == len(names)
    assert names[:2] == ["discriminator-updated", "generator-updated"]
    floors = [known.judge.__module__.split(".")[-2] for known in CLAUSES]
    assert list(dict.fromkeys(floors)) == ["updates", "loss", "schedule", "modes"]
    assert floors == sorted(floors, key=["updates", "loss", "schedule", "modes"].index)
    for known in CLAUSES:
        assert known.claim
        assert known.claim[-1] != "."
        assert any(character.isdigit() for character in known.source)
