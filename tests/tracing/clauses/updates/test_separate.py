"""Optimizers that hold one player, or both."""

from __future__ import annotations

from typing import Any

import torch

from tests.tracing.loops import Gan, told, watched

NAME = "separate-updates"


class Greedy(Gan):
    """D's optimizer holds G as well, and D's loss is not kept from G."""

    def __init__(self) -> None:
        super().__init__()
        self.of_d = torch.optim.SGD([*self.d.parameters(), *self.g.parameters()], 0.01)

    def d_loss(self) -> Any:
        real, fake = self.d(self.real()), self.d(self.fake())
        return fake.sigmoid().mean() - real.sigmoid().mean()


class Shared(Gan):
    """One optimizer for both; its steps move the player alone whose gradients are there."""

    def __init__(self) -> None:
        super().__init__()
        self.of_d = self.of_g = torch.optim.SGD([*self.d.parameters(), *self.g.parameters()], 0.01)

    def step_g(self) -> None:
        self.of_g.zero_grad()
        self.d.requires_grad_(False)
        self.g_loss().backward()
        self.d.requires_grad_(True)
        self.of_g.step()


class Unfrozen(Shared):
    """The same, where G's loss reaches D."""

    step_g = Gan.step_g


class Regrouped(Gan):
    """Two parameter groups in each optimizer, one for weights and one for biases."""

    def __init__(self) -> None:
        super().__init__()
        groups = [[p for p in self.d.parameters() if p.dim() == dim] for dim in (1, 2)]
        self.of_d = torch.optim.Adam([{"params": group, "lr": 1e-3 / (i + 1)} for i, group in enumerate(groups)])


def test_two_optimizers() -> None:
    assert told(NAME, watched(Gan())) == {("kept", ""): 1}
    assert told(NAME, watched(Regrouped())) == {("kept", ""): 1}


def test_one_player_moves_the_other() -> None:
    assert told(NAME, watched(Greedy())) == {("violation", "moved-by-the-other"): 1}


def test_one_optimizer_for_both() -> None:
    assert told(NAME, watched(Shared())) == {("departure", "shared-optimizer"): 1}
    assert told(NAME, watched(Unfrozen())) == {("violation", "shared-optimizer"): 1}
