"""Whether each player is trained, and through whom the generator's gradient comes."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.tracing.loops import Gan, X, Z, mlp, softplus, told, watched

D, G = "discriminator-updated", "generator-updated"
KEPT = {("kept", ""): 1}


def test_both() -> None:
    pair = watched(Gan())
    assert told(D, pair) == KEPT
    assert told(G, pair) == KEPT


class Forgotten(Gan):
    """D's optimizer is never stepped."""

    def step_d(self) -> None:
        self.of_d.zero_grad()
        self.d_loss().backward()


class Mistaken(Gan):
    """D's optimizer was given G's parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.of_d = torch.optim.SGD(self.g.parameters(), 1e-3)


class Still(Gan):
    """The learning rate is 0."""

    def __init__(self) -> None:
        super().__init__()
        self.of_d = torch.optim.SGD(self.d.parameters(), 0.0)


class Unreached(Gan):
    """D's loss holds no gradient of D."""

    def step_d(self) -> None:
        self.of_d.zero_grad()
        self.d_loss()
        self.of_d.step()


@pytest.mark.parametrize(
    ("gan", "cause"),
    [
        (Forgotten, "never-stepped"),
        (Mistaken, "not-moving"),
        (Still, "not-moving"),
        (Unreached, "no-gradient"),
    ],
)
def test_a_discriminator_that_is_not_trained(gan: type[Gan], cause: str) -> None:
    pair = watched(gan())
    assert told(D, pair) == {("violation", cause): 1}
    assert told(G, pair) == KEPT


class Warmed(Gan):
    """D has no step before its third iteration, and plain steps of a tiny rate."""

    def __init__(self) -> None:
        super().__init__()
        self.of_d = torch.optim.SGD(self.d.parameters(), 1e-4)
        self.turns = 0

    def step_d(self) -> None:
        self.turns += 1
        if self.turns > 2:
            super().step_d()


def test_late_and_small_steps_are_steps() -> None:
    assert told(D, watched(Warmed())) == KEPT


class Detached(Gan):
    def g_loss(self) -> Any:
        return softplus(-self.d(self.fake().detach())).mean()


class Own(Gan):
    """G is trained towards the mean of the data, past D."""

    def g_loss(self) -> Any:
        self.d(self.fake())
        return (self.fake() - 1).pow(2).mean()


class Matched(Gan):
    """G matches features of another net instead of D's verdict."""

    def __init__(self) -> None:
        super().__init__()
        self.features = mlp(X, 4).requires_grad_(False)

    def g_loss(self) -> Any:
        return (self.features(self.fake()).mean(0) - self.features(self.real()).mean(0)).pow(2).sum()


@pytest.mark.parametrize(
    ("gan", "cause"), [(Detached, "detached"), (Own, "own-output"), (Matched, "no-discriminator-gradient")]
)
def test_a_generator_that_hears_nothing_of_the_discriminator(gan: type[Gan], cause: str) -> None:
    pair = watched(gan())
    assert told(D, pair) == KEPT
    assert told(G, pair) == {("violation", cause): 1}


class Twofold(Gan):
    """G's loss is taken on D's verdict and on its own output, backward one after the other."""

    def step_g(self) -> None:
        self.of_g.zero_grad()
        fake: Any = self.fake()
        fake.pow(2).mean().backward(retain_graph=True)
        softplus(-self.d(fake)).mean().backward()
        self.of_g.step()


class Carried(Gan):
    """D's gradient at the fakes is taken by `autograd.grad`, and carried into G by hand."""

    def step_g(self) -> None:
        self.of_g.zero_grad()
        fake: Any = self.fake()
        (slope,) = torch.autograd.grad(softplus(-self.d(fake)).mean(), fake, retain_graph=True)
        fake.backward(slope)
        self.of_g.step()


def test_a_second_term_is_no_fault() -> None:
    assert told(G, watched(Twofold())) == KEPT


def test_a_net_around_the_players() -> None:
    class Around(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = mlp(Z, X)

        def forward(self, z: Tensor) -> Tensor:
            out: Tensor = self.net(z).tanh() * 2
            return out

    assert told(G, watched(Gan(g=Around()))) == KEPT
