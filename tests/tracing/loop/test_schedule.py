"""The schedule, against the letters it was run by."""

from __future__ import annotations

import pytest
import torch

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


class Apart(Gan):
    """A gradient penalty is stepped by itself, after every step of D or after every third."""

    def __init__(self, every: int) -> None:
        super().__init__()
        self.every, self.turn = every, 0

    def step_d(self) -> None:
        super().step_d()
        self.turn += 1
        if self.turn % self.every == 0:
            points = self.real().requires_grad_()
            (slopes,) = torch.autograd.grad(self.d(points).sum(), points, create_graph=True)
            self.of_d.zero_grad()
            slopes.pow(2).sum(1).mean().backward()
            self.of_d.step()


@pytest.mark.parametrize("every", [1, 3])
@pytest.mark.parametrize("order", ["DG", "DDG"])
def test_the_steps_of_a_penalty_alone_do_not_count(every: int, order: str) -> None:
    pair = watched(Apart(every), order)
    assert schedule(pair).ks == (order.count("D"),) * 8
    assert len(pair.d_updates) == 8 * order.count("D") + 8 * order.count("D") // every
