"""What each update was made of, counted and summed by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from gancheck.tracing.loop.updates import Update
from gancheck.tracing.recording.sketches import sketch
from tests.tracing.loops import Gan, M, X, Z, mlp, watched


def summed(update: Update, applied: dict[int, np.ndarray], parts: list[dict[int, np.ndarray]]) -> None:
    """The stepped gradient is the sum of these parts, up to rounding in float32."""
    for key, whole in applied.items():
        np.testing.assert_allclose(whole, sum(part[key] for part in parts), rtol=1e-4, atol=1e-7)


def test_the_plain_loop_has_one_pass_an_update() -> None:
    pair = watched(Gan(), "DDG", 4)
    assert [(u.player[0], u.number, u.iteration) for u in pair.updates] == [
        (player, number, iteration)
        for i in range(4)
        for player, number, iteration in [("d", 2 * i, i + 1), ("d", 2 * i + 1, i + 1), ("g", i, i + 1)]
    ]
    # Passes are numbered in order: D, D, G, D, D, G, ...
    assert [sorted(u.passes) for u in pair.updates] == [[n] for n in range(12)]
    assert [u.sign for u in pair.updates] == [1] * 12
    for update in pair.updates:
        assert update.made is not None
        assert (update.made.how, update.made.multiple, update.made.cause) == ("sum", 1.0, "")
        whats = [judged.what for judged in update.judged]
        assert whats == (["real", "fake"] if update.player == "discriminator" else ["fake"])
    # G's passes reach D, too; they belong to G.
    assert [sorted(u.reaching) for u in pair.d_updates] == [[0], [1], [2, 3], [4], [5, 6], [7], [8, 9], [10]]


def test_the_gradient_is_the_one_that_autograd_gives() -> None:
    class Checked(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.gradients: list[dict[int, np.ndarray]] = []

        def step_d(self) -> None:
            self.of_d.zero_grad()
            loss = self.d_loss()
            parameters = list(self.d.parameters())
            found = torch.autograd.grad(loss, parameters, retain_graph=True)
            self.gradients.append({id(p): sketch(g) for p, g in zip(parameters, found, strict=True)})
            loss.backward()
            self.of_d.step()

    gan = Checked()
    pair = watched(gan, n=5)
    assert len(gan.gradients) == len(pair.d_updates) == 5
    for update, gradient in zip(pair.d_updates, gan.gradients, strict=True):
        assert update.step is not None
        assert update.step.applied.keys() == gradient.keys()
        summed(update, update.step.applied, [gradient])


def test_accumulated_on_purpose() -> None:
    class Micro(Gan):
        def step_d(self) -> None:
            self.of_d.zero_grad()
            for _ in range(3):
                (self.d_loss() / 3).backward()
            self.of_d.step()

    pair = watched(Micro(), n=4)
    assert [sorted(u.passes) for u in pair.d_updates] == [[0, 1, 2], [4, 5, 6], [8, 9, 10], [12, 13, 14]]
    for update in pair.d_updates:
        assert update.made is not None
        assert update.step is not None
        assert update.made.cause == ""
        assert len(update.judged) == 6
        summed(update, update.step.applied, [pair.recorder.passes[n].contributions for n in sorted(update.passes)])


def test_a_missing_zero_grad() -> None:
    class Left(Gan):
        def step_g(self) -> None:
            self.g_loss().backward()
            self.of_g.step()

    pair = watched(Left(), n=5)
    for i, update in enumerate(pair.g_updates):
        assert update.made is not None
        # D's passes, the even ones, do not reach G.
        assert update.made.passes == tuple(range(1, 2 * i + 2, 2))
        assert update.made.earlier == update.made.passes[:-1]
        assert update.made.cause == ("accumulated" if i else "")
        assert sorted(update.passes) == [2 * i + 1]


def test_what_the_other_player_left() -> None:
    class Leaking(Gan):
        def step_d(self) -> None:
            self.d_loss().backward()
            self.of_d.step()
            self.of_d.zero_grad()

    pair = watched(Leaking(), n=5)
    made = [update.made for update in pair.d_updates]
    assert all(m is not None for m in made)
    assert [m.others for m in made if m is not None] == [(), (1,), (3,), (5,), (7,)]
    assert [m.cause for m in made if m is not None] == ["", *["leaked"] * 4]
    assert [sorted(u.passes) for u in pair.d_updates] == [[0], [2], [4], [6], [8]]


def test_the_norm_is_clipped() -> None:
    limit = 0.01

    class Clipped(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.norms: list[float] = []

        def step_d(self) -> None:
            self.of_d.zero_grad()
            self.d_loss().backward()
            self.norms.append(float(torch.nn.utils.clip_grad_norm_(self.d.parameters(), limit)))
            self.of_d.step()

    gan = Clipped()
    pair = watched(gan, n=5)
    for update, norm in zip(pair.d_updates, gan.norms, strict=True):
        assert update.made is not None
        assert update.step is not None
        assert norm > limit
        assert update.made.multiple == pytest.approx(limit / norm, rel=1e-3)
        assert update.step.norm == pytest.approx(limit, rel=1e-3)
        assert update.made.cause == ""


@pytest.mark.parametrize("by_hand", [False, True])
def test_ascent(by_hand: bool) -> None:
    class Ascending(Gan):
        def __init__(self) -> None:
            super().__init__()
            if not by_hand:
                self.of_d = torch.optim.SGD(self.d.parameters(), 0.05, maximize=True)

        def d_loss(self) -> Any:
            return -super().d_loss()

        def step_d(self) -> None:
            self.of_d.zero_grad()
            self.d_loss().backward()
            if by_hand:
                for p in self.d.parameters():
                    assert p.grad is not None
                    p.grad = -p.grad
            self.of_d.step()

    pair = watched(Ascending(), n=4)
    assert {u.sign for u in pair.d_updates} == {-1}
    assert {u.sign for u in pair.g_updates} == {1}


def test_without_an_optimizer() -> None:
    class ByHand(Gan):
        def descend(self, loss: Any, net: torch.nn.Module) -> None:
            parameters = list(net.parameters())
            for p in (*self.g.parameters(), *self.d.parameters()):
                p.grad = None
            loss.backward()
            with torch.no_grad():
                for p in parameters:
                    assert p.grad is not None
                    p.sub_(0.1 * p.grad)

        def step_d(self) -> None:
            self.descend(self.d_loss(), self.d)

        def step_g(self) -> None:
            self.descend(self.g_loss(), self.g)

    pair = watched(ByHand(), n=5)
    # The change after the last pass is not looked at any more.
    assert [u.player[0] for u in pair.updates] == [*"dgdgdgdgd"]
    assert all(u.step is None for u in pair.updates)
    for number, update in enumerate(pair.updates):
        assert sorted(update.passes) == [number]
        assert update.made is not None
        assert update.made.cause == ""
        assert update.made.multiple == pytest.approx(0.1, rel=0.02)


def test_a_third_loss_trains_both_and_is_no_update() -> None:
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

    pair = watched(Third(), n=4)
    assert len(pair.recorder.steps) == 12
    assert [u.player[0] for u in pair.updates] == [*"dg" * 4]


def test_one_optimizer_steps_each_player_in_turn() -> None:
    class One(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.of_d = self.of_g = torch.optim.Adam([*self.d.parameters(), *self.g.parameters()], 1e-3)

        def step_g(self) -> None:
            self.of_g.zero_grad()
            self.d.requires_grad_(False)
            self.g_loss().backward()
            self.d.requires_grad_(True)
            self.of_g.step()

    pair = watched(One(), n=4)
    assert [u.player[0] for u in pair.updates] == [*"dg" * 4]
