"""When players are updated, and whose loss each pass is."""

from __future__ import annotations

from typing import Any

import torch

from gancheck.tracing.loop.moments import adversarial, losses, moments
from tests.tracing.loops import Gan, M, X, Z, mlp, watched


def test_each_step_is_a_moment_and_each_pass_has_an_owner() -> None:
    pair = watched(Gan(), "DDG", 3)
    players = pair.discriminator, pair.generator
    when = moments(pair.recorder, players)
    assert [(m.player[0], m.until) for m in when] == [(p, i + 1) for i, p in enumerate("ddg" * 3)]
    assert [owner[0] for owner in losses(pair.recorder, when, players, pair.judged)] == [*"ddg" * 3]


def test_a_step_of_both_is_a_moment_of_each() -> None:
    class Together(Gan):
        """Two passes, and then two steps."""

        def step_d(self) -> None:
            self.of_d.zero_grad()
            self.d_loss().backward()

        def step_g(self) -> None:
            self.of_g.zero_grad()
            self.g_loss().backward()
            self.of_d.step()
            self.of_g.step()

    pair = watched(Together(), n=3)
    players = pair.discriminator, pair.generator
    when = moments(pair.recorder, players)
    assert [(m.player[0], m.until) for m in when] == [("d", 2), ("g", 2), ("d", 4), ("g", 4), ("d", 6), ("g", 6)]
    # The pass that judges real data is D's.
    assert [owner[0] for owner in losses(pair.recorder, when, players, pair.judged)] == [*"dg" * 3]


def test_a_third_loss_is_of_no_game() -> None:
    class Third(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.head = mlp(X, 2)
            self.of_third = torch.optim.Adam([*self.g.parameters(), *self.head.parameters()], 1e-3)

        def step_g(self) -> None:
            super().step_g()
            self.of_third.zero_grad()
            self.head(self.g(torch.randn(M, Z))).pow(2).mean().backward()
            self.of_third.step()

    pair = watched(Third(), n=3)
    when = moments(pair.recorder, (pair.discriminator, pair.generator))
    assert [m.player[0] for m in when] == [*"dgg" * 3]
    assert [m.player[0] for m in adversarial(pair.recorder, when, pair.judged)] == [*"dg" * 3]


def test_a_player_without_an_update_of_the_game_keeps_what_it_has() -> None:
    class Own(Gan):
        def step_g(self) -> None:
            self.of_g.zero_grad()
            loss: Any = self.fake().pow(2).mean()
            loss.backward()
            self.of_g.step()

    pair = watched(Own(), n=3)
    when = moments(pair.recorder, (pair.discriminator, pair.generator))
    assert adversarial(pair.recorder, when, pair.judged) == when
