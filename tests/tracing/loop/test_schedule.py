"""The schedule, against the letters it was run by."""

from __future__ import annotations

import pytest

from gancheck.tracing.loop.schedule import schedule
from tests.tracing.loops import Gan, watched


class Script(Gan):
    """One run through a string of D and G."""

    def __init__(self, players: str) -> None:
        super().__init__()
        self.players = players

    def run(self, order: str = "DG", n: int = 8) -> None:
        super().run(self.players, 1)


@pytest.mark.parametrize(
    ("players", "ks", "repeats", "pretraining", "generator_first"),
    [
        ("DGDGDG", (1, 1, 1), (1, 1), 0, False),
        ("DDGDDGDDG", (2, 2, 2), (1, 1), 0, False),
        # The last run may have been cut off.
        ("DDGDDGD", (2, 2), (1, 1), 0, False),
        ("GDGDGD", (1, 1), (1, 1, 1), 0, True),
        ("DGGGDGGG", (1, 1), (3,), 0, False),
        ("DDDDDDGDGDGDG", (1, 1, 1, 1), (1, 1, 1), 5, False),
        ("DGDDGDG", (1, 2, 1), (1, 1), 0, False),
    ],
)
def test_runs(
    players: str, ks: tuple[int, ...], repeats: tuple[int, ...], pretraining: int, generator_first: bool
) -> None:
    read = schedule(watched(Script(players)))
    assert (read.ks, read.repeats) == (ks, repeats)
    assert (read.pretraining, read.generator_first) == (pretraining, generator_first)
    assert read.regular is (len(set(ks)) == 1)
    assert read.simultaneous == ()
    assert read.k == max(set(ks), key=ks.count)
