"""Who is updated first, and against which opponent."""

from __future__ import annotations

import pytest

from tests.tracing.loops import Gan, softplus, told, watched

NAME = "order"
KEPT = {("kept", ""): 1}


class Together(Gan):
    """Both gradients are taken before either step."""

    def step_d(self) -> None:
        self.of_d.zero_grad()
        self.d_loss().backward()
        gradients = [p.grad for p in self.d.parameters()]
        self.of_g.zero_grad()
        self.g_loss().backward()
        for p, gradient in zip(self.d.parameters(), gradients, strict=True):
            p.grad = gradient
        self.of_d.step()
        self.of_g.step()

    def step_g(self) -> None:
        """Nothing is left to do."""


class Halved(Gan):
    """D is stepped on real data, and once more on fakes."""

    def step_d(self) -> None:
        for real in (True, False):
            self.of_d.zero_grad()
            loss = softplus(-self.d(self.real())) if real else softplus(self.d(self.fake().detach()))
            loss.mean().backward()
            self.of_d.step()


class Summed(Gan):
    """Two backward passes, one step."""

    def step_d(self) -> None:
        self.of_d.zero_grad()
        softplus(self.d(self.fake().detach())).mean().backward()
        softplus(-self.d(self.real())).mean().backward()
        self.of_d.step()


class Kept(Gan):
    """G's loss is taken on the fakes that D has seen before its step, judged anew by the D that is new."""

    def step_d(self) -> None:
        self.made = self.fake()
        self.of_d.zero_grad()
        (softplus(-self.d(self.real())).mean() + softplus(self.d(self.made.detach())).mean()).backward()
        self.of_d.step()

    def step_g(self) -> None:
        self.of_g.zero_grad()
        softplus(-self.d(self.made)).mean().backward()
        self.of_g.step()


@pytest.mark.parametrize(
    ("gan", "players", "cause"),
    [(Gan, "GD", "generator-first"), (Together, "D", "simultaneous"), (Halved, "DG", "one-sided")],
)
def test_another_order(gan: type[Gan], players: str, cause: str) -> None:
    assert told(NAME, watched(gan(), players)) == {("departure", cause): 1}


@pytest.mark.parametrize("gan", [Gan, Summed, Kept])
@pytest.mark.parametrize("players", ["DG", "DDG"])
def test_the_order_of_the_paper(gan: type[Gan], players: str) -> None:
    assert told(NAME, watched(gan(), players, 5)) == KEPT


def test_pre_training_is_noted() -> None:
    class Warm(Gan):
        def run(self, order: str = "DG", n: int = 8) -> None:
            super().run("D", 6)
            super().run(order, n)

    assert told(NAME, watched(Warm())) == {("note", "pre-training"): 1, **KEPT}


def test_one_player_alone() -> None:
    class Alone(Gan):
        def step_g(self) -> None:
            self.g_loss()

    assert told(NAME, watched(Alone())) == {("unseen", ""): 1}
