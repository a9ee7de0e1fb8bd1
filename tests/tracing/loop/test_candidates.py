"""Which nets may be players, where modules hold others that are also called by themselves."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from gancheck.tracing.loop.candidates import candidates
from tests.tracing.loops import Gan, X, Z, mlp, softplus, watch

WIDE = 6


class Judge(nn.Module):
    """Features, and a score made from them."""

    def __init__(self) -> None:
        super().__init__()
        self.features, self.score = mlp(X, WIDE), nn.Linear(WIDE, 1)

    def forward(self, x: Tensor) -> Any:
        return self.score(self.features(x))


class Projecting(Judge):
    """Returns its features too; two layers that it holds are called on them, one after the other, by the loss."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(WIDE, WIDE), nn.Linear(WIDE, WIDE)

    def forward(self, x: Tensor) -> Any:
        features = self.features(x)
        return self.score(features), features

    def projected(self, features: Tensor) -> Any:
        return self.second(torch.relu(self.first(features))).pow(2).mean()


class Headless(Judge):
    """Returns features alone: its head is called by the loss, and has the score."""

    def forward(self, x: Tensor) -> Any:
        return self.features(x)


class Matching(Gan):
    """G's loss matches the features of fakes with those of data, beside D's verdict."""

    def __init__(self) -> None:
        self.judge = Judge()
        super().__init__(d=self.judge)

    def g_loss(self) -> Any:
        fake = self.fake()
        apart = self.judge.features(fake).mean(0) - self.judge.features(self.real()).mean(0)
        return softplus(-self.d(fake)).mean() + apart.pow(2).sum()


class Coding(Matching):
    """A net of its own looks at D's features, which are called by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.coder = mlp(WIDE, Z)
        self.of_g = torch.optim.Adam([*self.g.parameters(), *self.coder.parameters()], self.rate)

    def g_loss(self) -> Any:
        z = self.noise()
        fake = self.g(z)
        return softplus(-self.d(fake)).mean() + (self.coder(self.judge.features(fake)) - z).pow(2).mean()


class Projected(Gan):
    """As InfoMax-GAN does: both losses have a term through layers of D that D's own `forward` does not call."""

    def __init__(self) -> None:
        self.judge = Projecting()
        super().__init__(d=self.judge)

    def d_loss(self) -> Any:
        real, features = self.d(self.real())
        fake, _ = self.d(self.fake().detach())
        return softplus(-real).mean() + softplus(fake).mean() + self.judge.projected(features)

    def g_loss(self) -> Any:
        score, features = self.d(self.fake())
        return softplus(-score).mean() + self.judge.projected(features)


class Scored(Gan):
    """The score is what a head of D makes of what D returns."""

    def __init__(self) -> None:
        self.judge = Headless()
        super().__init__(d=self.judge)

    def d_loss(self) -> Any:
        real, fake = self.d(self.real()), self.d(self.fake().detach())
        return softplus(-self.judge.score(real)).mean() + softplus(self.judge.score(fake)).mean()

    def g_loss(self) -> Any:
        return softplus(-self.judge.score(self.d(self.fake()))).mean()


class Painted(Gan):
    """A mapping feeds G, and what G returns is painted by a layer that it holds: narrow, but no score."""

    def __init__(self) -> None:
        class Painter(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.body, self.paint = mlp(Z, 2), nn.Linear(2, X)

            def forward(self, z: Tensor) -> Any:
                return self.body(z)

        self.painter, self.mapping = Painter(), mlp(Z, Z)
        super().__init__(g=self.painter)
        self.of_g = torch.optim.Adam([*self.g.parameters(), *self.mapping.parameters()], self.rate)

    def fake(self) -> Any:
        return self.painter.paint(self.g(self.mapping(self.noise())))


def modules_of(gan: Gan) -> list[nn.Module]:
    return [net.module for net in candidates(watch(gan, n=4).recorder)]


@pytest.mark.parametrize("kind", [Matching, Projected])
def test_what_a_discriminator_holds_is_part_of_it(kind: type[Gan]) -> None:
    gan = kind()
    assert set(modules_of(gan)) == {gan.g, gan.d}


def test_it_is_where_another_net_is_fed_by_the_part() -> None:
    gan = Coding()
    assert set(modules_of(gan)) == {gan.g, gan.d, gan.coder}


def test_a_head_that_has_the_score_is_a_net() -> None:
    gan = Scored()
    assert set(modules_of(gan)) == {gan.g, gan.judge, gan.judge.score}


def test_a_layer_that_makes_the_fakes_is_a_net() -> None:
    gan = Painted()
    assert set(modules_of(gan)) == {gan.mapping, gan.painter, gan.painter.paint, gan.d}


def test_what_merely_holds_both_players_is_none() -> None:
    """No optimizer tells them apart: the weights are moved by hand."""

    class Stacked(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.g, self.d = mlp(Z, X), mlp(X, 1)

        def forward(self, z: Tensor) -> Any:
            return self.d(self.g(z))

    class ByHand(Gan):
        def __init__(self) -> None:
            torch.manual_seed(0)
            self.stacked = Stacked()
            self.g, self.d = self.stacked.g, self.stacked.d

        def g_loss(self) -> Any:
            return softplus(-self.stacked(self.noise())).mean()

        def step_d(self) -> None:
            self.descend(self.d_loss(), self.d)

        def step_g(self) -> None:
            self.descend(self.g_loss(), self.g)

        def descend(self, loss: Any, net: nn.Module) -> None:
            parameters = list(net.parameters())
            with torch.no_grad():
                for p, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
                    p -= self.rate * gradient

    gan = ByHand()
    assert set(modules_of(gan)) == {gan.g, gan.d}
