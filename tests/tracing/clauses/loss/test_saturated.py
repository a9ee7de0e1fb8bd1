"""Whether anything reaches G when D has won."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.tracing.loops import Gan, X, softplus, told, watched

NAME = "saturated"


class Sure(nn.Module):
    """A judge whose scores are those of its net, and 20 lower: sure that all is fake."""

    def __init__(self, shift: float) -> None:
        super().__init__()
        self.net, self.shift = nn.Linear(X, 1), shift

    def forward(self, x: Tensor) -> Tensor:
        score: Tensor = self.net(x) - self.shift
        return score


class Minimax(Gan):
    def g_loss(self) -> Any:
        return -softplus(self.d(self.fake())).mean()


class Patches(nn.Module):
    """Two thousand scores a row, as of the patches of a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Linear(X, 1)

    def forward(self, x: Tensor) -> Tensor:
        score: Tensor = self.net(x).expand(-1, 2_000)
        return score


class FewRows(Gan):
    def real(self) -> Tensor:
        return super().real()[:4]

    def fake(self) -> Tensor:
        return super().fake()[:4]


def test_each_of_many_scores_a_row_is_pulled_little() -> None:
    assert told(NAME, watched(FewRows(d=Patches()))) == {("kept", ""): 1}


@pytest.mark.parametrize(
    ("gan", "shift", "kind", "cause"),
    [
        (Minimax, 20.0, "note", "vanishing"),
        (Minimax, 0.0, "kept", ""),
        # The non-saturating loss pulls where D is sure, and nothing where D is fooled.
        (Gan, 20.0, "kept", ""),
        (Gan, -20.0, "note", "vanishing"),
    ],
)
def test_how_strongly_fakes_are_pulled(gan: type[Gan], shift: float, kind: str, cause: str) -> None:
    torch.manual_seed(0)
    assert told(NAME, watched(gan(d=Sure(shift)))) == {(kind, cause): 1}


class SureOfImages(Sure):
    """The same, once for each of 30 x 30 patches."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x).view(-1, 1, 1, 1).expand(-1, 1, 30, 30)


class Probabilities(Gan):
    """The minimax GAN with its logs written out: a pull of at least 1 on every D(G(z)), however small that is."""

    def d_loss(self) -> Any:
        return -(torch.log(self.d(self.real())) + torch.log(1 - self.d(self.fake().detach()))).mean()

    def g_loss(self) -> Any:
        return torch.log(1 - self.d(self.fake())).mean()


def test_the_pulls_on_many_patches_are_one_pull() -> None:
    assert told(NAME, watched(Gan(d=SureOfImages(0.0)))) == {("kept", ""): 1}


@pytest.mark.parametrize(("shift", "kind", "cause"), [(12.0, "note", "vanishing"), (0.0, "kept", "")])
def test_a_pull_on_a_probability_is_as_strong_as_that_on_its_logit(shift: float, kind: str, cause: str) -> None:
    assert told(NAME, watched(Probabilities(d=nn.Sequential(Sure(shift), nn.Sigmoid())))) == {(kind, cause): 1}
