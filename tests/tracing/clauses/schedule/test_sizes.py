"""As many fakes as data, in all of an update's minibatches together."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from tests.tracing.loops import Gan, M, Z, softplus, told, watched

NAME = "minibatch-sizes"


class Fewer(Gan):
    def noise(self) -> Tensor:
        return torch.randn(M // 2, Z)


class Halves(Fewer):
    """Two halves of fakes to one minibatch of data."""

    def d_loss(self) -> Any:
        fakes = [softplus(self.d(self.fake().detach())).mean() / 2 for _ in range(2)]
        return softplus(-self.d(self.real())).mean() + sum(fakes)


class Last(Gan):
    """The last minibatch of an epoch is smaller, and so are its fakes."""

    turn = 0

    def real(self) -> Tensor:
        self.turn += 1
        self.m = M if self.turn % 3 else 5
        return super().real()[: self.m]

    def d_loss(self) -> Any:
        real = self.real()
        return softplus(-self.d(real)).mean() + softplus(self.d(self.fake().detach()[: self.m])).mean()


def test_fewer_fakes() -> None:
    assert told(NAME, watched(Fewer())) == {("departure", "unequal"): 1}


def test_as_many() -> None:
    for gan in (Gan, Halves, Last):
        assert told(NAME, watched(gan())) == {("kept", ""): 1}


def test_one_side_alone() -> None:
    class Real(Gan):
        def d_loss(self) -> Any:
            return softplus(-self.d(self.real())).mean()

    assert told(NAME, watched(Real())) == {("unseen", ""): 1}
