"""The one line."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.summary import number, short, summary
from tests.tracing.loops import Gan, M, X, Z, mlp, softplus, watched


def test_the_plain_loop() -> None:
    assert summary(watched(Gan(), "DDG", 4)) == (
        "D,G alternate · k=2 · non-saturating · Adam 1e-3 (.9, .999) · batch 16 · noise N(0, 1)^5 · data 3"
    )


def test_optimizers_bounds_and_other_noise() -> None:
    class Other(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.of_d = torch.optim.SGD(self.d.parameters(), 0.05, momentum=0.5, weight_decay=1e-4)

        def real(self) -> Tensor:
            return torch.randint(2, (M, X)) * 2.0 - 1

        def noise(self) -> Tensor:
            return 2 * torch.rand(M, Z) - 1

    assert summary(watched(Other(), "GD", 6)) == (
        "G,D alternate · k=1 · non-saturating · D SGD 0.05 momentum .5 weight decay 1e-4, G Adam 1e-3 (.9, .999)"
        " · batch 16 · noise U(-1, 1)^5 · data 3 in [-1, 1]"
    )


def test_noise_beside_labels() -> None:
    class Labelled(Gan):
        def noise(self) -> Tensor:
            labels = torch.eye(2)[torch.randint(2, (M,))]
            return torch.cat([torch.randn(M, Z - 2), labels], 1)

    assert f"noise N(0, 1)^{Z - 2} + one-hot labels^2 ·" in summary(watched(Labelled(), n=20))


def test_rates_are_those_of_the_first_step_where_watching_began_later() -> None:
    """D's step calls `forward` itself, past the hooks: its first call is missed, and the rates fall in each step."""

    class Decaying(Gan):
        def step_d(self) -> None:
            super().step_d()
            for optimizer in (self.of_d, self.of_g):
                optimizer.param_groups[0]["lr"] *= 0.9

        def d_loss(self) -> Any:
            return softplus(-self.d.forward(self.real())).mean() + softplus(self.d.forward(self.fake())).mean()

    class Judge(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = mlp(X, 1)

        def forward(self, x: Tensor) -> Any:
            return self.net(x)

    pair = watched(Decaying(d=Judge()))
    assert len(pair.d_updates) == 7
    assert "D Adam 1e-3 (.9, .999), G Adam 9e-4 (.9, .999)" in summary(pair)


def test_schedules() -> None:
    def order(gan: Gan, players: str) -> list[str]:
        return summary(watched(gan, players, 5)).split(" · ")[:2]

    class Idle(Gan):
        def step_g(self) -> None:
            self.g_loss()

    class Minimax(Gan):
        def g_loss(self) -> Any:
            return -softplus(self.d(self.fake())).mean()

    assert order(Gan(), "DGG") == ["D,G alternate", "2 G steps a D step"]
    assert order(Gan(), "DGDDGDG") == ["D,G alternate", "k=1 (mostly)"]
    assert order(Idle(), "DG")[0] == "G is never updated"
    assert "minimax" in summary(watched(Minimax()))


def test_several_pairs_are_named() -> None:
    pair = watched(Gan())
    named = Pair(pair.recorder, pair.pairing, pair.claims, "g / d")
    assert summary(named) == f"g / d: {summary(pair)}"


@pytest.mark.parametrize(
    ("value", "text"),
    [(2e-4, "2e-4"), (1e-3, "1e-3"), (0.05, "0.05"), (0, "0"), (1.5e-5, "1.5e-5"), (1234.0, "1.234e3"), (None, "None")],
)
def test_learning_rates(value: object, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.5, ".5"), (0.999, ".999"), (-0.25, "-.25"), (0.0, "0"), (1.0, "1"), (10.0, "10"), ("x", "x")]
)
def test_short_numbers(value: object, text: str) -> None:
    assert short(value) == text
