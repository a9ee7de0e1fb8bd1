"""What D's last layer lets it say."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.tracing.loops import Gan, X, mlp, told, watched

NAME = "scores"


class Probabilities(Gan):
    def __init__(self, *last: nn.Module) -> None:
        super().__init__(d=mlp(X, 1, *last))

    def d_loss(self) -> Any:
        return -((self.d(self.real()) + 1e-6).log() + (1 - self.d(self.fake().detach()) + 1e-6).log()).mean()

    def g_loss(self) -> Any:
        return -(self.d(self.fake()) + 1e-6).log().mean()


class Shut(nn.Module):
    """A rectifier that is open for a part of the rows."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x - x.detach().median())


@pytest.mark.parametrize(
    ("last", "kind", "cause"),
    [
        ((nn.Softmax(dim=1),), "violation", "constant"),
        ((nn.Softmax(dim=0),), "violation", "over-minibatch"),
        ((Shut(), nn.Sigmoid()), "violation", "cut-off"),
        ((nn.Sigmoid(),), "kept", ""),
    ],
)
def test_last_layers(last: tuple[nn.Module, ...], kind: str, cause: str) -> None:
    assert told(NAME, watched(Probabilities(*last))) == {(kind, cause): 1}


def test_scores_of_equal_rows_are_equal() -> None:
    class Few(Probabilities):
        """Two points of data, and a G that makes one."""

        def real(self) -> Tensor:
            return torch.randint(2, (16, 1)).float().expand(-1, X).clone()

        def fake(self) -> Tensor:
            made: Tensor = self.g(torch.zeros_like(self.noise()))
            return made

    assert told(NAME, watched(Few(nn.Sigmoid()))) == {("kept", ""): 1}


def test_a_few_calls_say_nothing() -> None:
    assert told(NAME, watched(Probabilities(nn.Softmax(dim=0)), n=2)) == {("unseen", ""): 1}
