"""Whether the players pull the score of a fake in opposite directions."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from tests.tracing.loops import Gan, softplus, told, watched

NAME = "opposite-signs"


class Helping(Gan):
    """G is told to make fakes that look fake."""

    def g_loss(self) -> Any:
        return softplus(self.d(self.fake())).mean()


class BothTurned(Gan):
    """A critic that is low on data and high on fakes, and a G that follows: signs are opposite."""

    def d_loss(self) -> Any:
        real, fake = self.d(self.real()), self.d(self.fake().detach())
        return real.tanh().mean() - fake.tanh().mean()

    def g_loss(self) -> Any:
        return self.d(self.fake()).tanh().mean()


class OneTurned(BothTurned):
    def g_loss(self) -> Any:
        return -self.d(self.fake()).tanh().mean()


class Ascending(Gan):
    """D's optimizer ascends what the others descend."""

    def __init__(self) -> None:
        super().__init__()
        self.of_d = torch.optim.SGD(self.d.parameters(), 0.01, maximize=True)

    def d_loss(self) -> Any:
        return -super().d_loss()


class Minimax(Gan):
    def g_loss(self) -> Any:
        return -softplus(self.d(self.fake())).mean()


@pytest.mark.parametrize("gan", [Helping, OneTurned])
def test_the_same_sign(gan: type[Gan]) -> None:
    assert told(NAME, watched(gan())) == {("violation", "same-sign"): 1}


@pytest.mark.parametrize("gan", [Gan, BothTurned, Ascending, Minimax])
def test_opposite_signs(gan: type[Gan]) -> None:
    assert told(NAME, watched(gan())) == {("kept", ""): 1}


def test_nothing_is_judged() -> None:
    class Past(Gan):
        def g_loss(self) -> Any:
            return self.fake().pow(2).mean()

    assert told(NAME, watched(Past())) == {("unseen", ""): 1}
