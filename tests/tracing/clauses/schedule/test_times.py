"""How many updates of D to one of G."""

from __future__ import annotations

import pytest

from tests.tracing.loops import Gan, told, watched

NAME = "k"
KEPT = {("kept", ""): 1}


@pytest.mark.parametrize("k", [1, 2, 5])
def test_it_is_counted(k: int) -> None:
    pair = watched(Gan(), "D" * k + "G", 4, k=k)
    assert told(NAME, pair) == KEPT
    pair.claims.k = k + 1
    assert told(NAME, pair) == {("violation", "other"): 1}
    pair.claims.k = None
    assert told(NAME, pair) == KEPT


def test_generator_first_does_not_change_it() -> None:
    assert told(NAME, watched(Gan(), "GDD", 5, k=2)) == KEPT


def test_more_updates_of_the_generator() -> None:
    pair = watched(Gan(), "DGGG", 4)
    assert told(NAME, pair) == {("departure", "inverted"): 1}
    for claimed in (1, 3):
        pair.claims.k = claimed
        assert told(NAME, pair) == {("violation", "inverted"): 1}


def test_more_at_the_beginning_is_irregular_and_no_fault() -> None:
    class Arjovsky(Gan):
        """Many steps of D at times, as WGAN's code does."""

        def run(self, order: str = "DG", n: int = 8) -> None:
            super().run("DDDDDDG", 2)
            super().run("DDG", 5)

    assert told(NAME, watched(Arjovsky(), k=2)) == {("note", "irregular"): 1, **KEPT}


def test_a_window_that_ends_in_the_middle() -> None:
    class Cut(Gan):
        def run(self, order: str = "DG", n: int = 8) -> None:
            super().run("DDDG", 3)
            super().run("D", 2)

    assert told(NAME, watched(Cut(), k=3)) == KEPT
