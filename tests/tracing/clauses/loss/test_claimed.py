"""What was read, against what is claimed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tracing.loops import Gan, told, watched

NAME = "claimed-objective"


class Odd(Gan):
    """A loss of no family."""

    def d_loss(self) -> Any:
        return (self.d(self.real()) - 2).abs().pow(3).mean() + (self.d(self.fake().detach()) + 1).abs().pow(3).mean()


class Squares(Gan):
    def d_loss(self) -> Any:
        return (self.d(self.real()) - 1).pow(2).mean() + self.d(self.fake().detach()).pow(2).mean()

    def g_loss(self) -> Any:
        return (self.d(self.fake()) - 1).pow(2).mean()


class Critic(Gan):
    """A Wasserstein critic without its penalty."""

    def d_loss(self) -> Any:
        return self.d(self.fake().detach()).mean() - self.d(self.real()).mean()

    def g_loss(self) -> Any:
        return -self.d(self.fake()).mean()


@pytest.mark.parametrize(
    ("gan", "objective"), [(Gan, "minimax"), (Gan, "lsgan"), (Squares, "non-saturating"), (Critic, "wgan-gp")]
)
def test_another_one(gan: type[Gan], objective: str) -> None:
    assert told(NAME, watched(gan(), n=10, objective=objective)) == {("violation", "other"): 1}


@pytest.mark.parametrize(
    ("gan", "objective"), [(Gan, "non-saturating"), (Gan, "Non-Saturating"), (Squares, "lsgan"), (Critic, "wgan")]
)
def test_that_one(gan: type[Gan], objective: str) -> None:
    assert told(NAME, watched(gan(), n=10, objective=objective)) == {("kept", ""): 1}


def test_nothing_is_claimed() -> None:
    assert told(NAME, watched(Gan())) == {("unseen", ""): 1}
