"""Training that is undone, left out in part, or done by something else."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.tracing.loops import Gan, X, Z, mlp, told, watched

D, G = "discriminator-updated", "generator-updated"
KEPT = {("kept", ""): 1}


class StepsTooEarly(Gan):
    def step_d(self) -> None:
        self.of_d.zero_grad()
        self.of_d.step()
        self.d_loss().backward()


class ZeroesTooLate(Gan):
    def step_d(self) -> None:
        self.d_loss().backward()
        self.of_d.zero_grad()
        self.of_d.step()


class ZeroesInPlace(Gan):
    """The gradients are zeros, and weight decay moves D all the same."""

    def __init__(self) -> None:
        super().__init__()
        self.of_d = torch.optim.AdamW(self.d.parameters(), 1e-3, weight_decay=0.1)

    def step_d(self) -> None:
        self.d_loss().backward()
        self.of_d.zero_grad(set_to_none=False)
        self.of_d.step()


@pytest.mark.parametrize("gan", [StepsTooEarly, ZeroesTooLate, ZeroesInPlace])
def test_gradients_that_are_gone(gan: type[Gan]) -> None:
    pair = watched(gan())
    assert told(D, pair) == {("violation", "zeroed"): 1}
    assert told(G, pair) == KEPT


class Averaged(Gan):
    """G is overwritten by its own average after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.average = copy.deepcopy(self.g)

    def step_g(self) -> None:
        super().step_g()
        with torch.no_grad():
            for p, q in zip(self.g.parameters(), self.average.parameters(), strict=True):
                q.lerp_(p, 0.1)
                p.copy_(q)


def test_weights_that_are_moved_between_steps() -> None:
    assert told(G, watched(Averaged(), n=12)) == {("note", "moved-between-steps"): 1, **KEPT}


class Half(Gan):
    """Half of the fakes are made by a net that no optimizer holds."""

    def __init__(self) -> None:
        super().__init__()
        self.other = mlp(Z, X)

    def fake(self) -> Tensor:
        return torch.cat([self.g(self.noise()), self.other(self.noise())])


def test_a_part_of_the_fakes_that_nobody_trains() -> None:
    assert told(G, watched(Half())) == {("violation", "untrained-part"): 1}


def test_parameters_that_no_optimizer_holds() -> None:
    class Part(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.of_d = torch.optim.Adam(list(self.d.parameters())[2:], 1e-3)

    class Frozen(Part):
        def __init__(self) -> None:
            super().__init__()
            for p in list(self.d.parameters())[:2]:
                p.requires_grad_(False)

    name: Any = "complete-gradient"
    assert told(name, watched(Part())) == {("note", "unheld"): 1, **KEPT}
    assert told(name, watched(Frozen())) == KEPT
