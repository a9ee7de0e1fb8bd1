"""Where D's minibatches of data come from."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.tracing.loops import Gan, M, X, Z, mlp, softplus, told, watched

NAME = "fresh-data"
KEPT = {("kept", ""): 1}


class Given(Gan):
    """Minibatches out of `rows` rows, by `indices`."""

    rows = 4 * M

    def __init__(self) -> None:
        super().__init__()
        self.data = torch.randn(self.rows, X) + 1
        self.turn = -1

    def indices(self) -> Tensor:
        return torch.randint(self.rows, (M,))

    def real(self) -> Tensor:
        self.turn += 1
        return self.data[self.indices()]


class Once(Given):
    """The same rows in each iteration, in another order each time."""

    def indices(self) -> Tensor:
        return torch.randperm(M)


class Shared(Given):
    """The k updates of D in one iteration share a minibatch."""

    def indices(self) -> Tensor:
        if self.turn % 2 == 0:
            self.kept = torch.randperm(self.rows)[:M]
        return self.kept


class Ordered(Given):
    """Four minibatches, again and again in the same order."""

    def indices(self) -> Tensor:
        start = self.turn % 4 * M
        return torch.arange(start, start + M)


class Shuffled(Given):
    """Four minibatches an epoch, of rows that are shuffled in each."""

    def indices(self) -> Tensor:
        if self.turn % 4 == 0:
            self.order = torch.randperm(self.rows)
        start = self.turn % 4 * M
        return self.order[start : start + M]


class NoData(Gan):
    """D is given fakes for data."""

    def real(self) -> Tensor:
        return self.fake().detach()


class Noise(Gan):
    """D is given the noise for data."""

    def __init__(self) -> None:
        super().__init__(g=mlp(X, X))

    def noise(self) -> Tensor:
        self.drawn = torch.randn(M, X)
        return self.drawn

    def d_loss(self) -> Any:
        fake = self.fake().detach()
        return softplus(-self.d(self.drawn)).mean() + softplus(self.d(fake)).mean()


@pytest.mark.parametrize(
    ("gan", "order", "n", "kind", "cause"),
    [
        (Once, "DG", 8, "violation", "one-minibatch"),
        (Once, "DDG", 5, "violation", "one-minibatch"),
        (Shared, "DDG", 6, "departure", "repeated"),
        (Ordered, "DG", 12, "departure", "unshuffled"),
        (NoData, "DG", 8, "violation", "unused"),
        (Noise, "DG", 8, "violation", "unused"),
    ],
)
def test_data_that_are_not_fresh(gan: type[Gan], order: str, n: int, kind: str, cause: str) -> None:
    assert told(NAME, watched(gan(), order, n)) == {(kind, cause): 1}


@pytest.mark.parametrize(("gan", "order"), [(Gan, "DG"), (Given, "DDG"), (Shuffled, "DG"), (Shuffled, "DDG")])
def test_data_that_are(gan: type[Gan], order: str) -> None:
    assert told(NAME, watched(gan(), order, 12)) == KEPT


class Wide(Gan):
    """Images of 32 numbers: mixtures of a few, or noise."""

    def __init__(self) -> None:
        super().__init__(mlp(Z, 32), mlp(32, 1))
        self.faces = torch.rand(6, 32)

    def real(self) -> Tensor:
        return torch.rand(M, 6) @ self.faces


class Noisy(Wide):
    def real(self) -> Tensor:
        return torch.rand(M, 32)


def test_noise_in_the_place_of_data() -> None:
    """Of right data a law is told with probability below 1e-4 a column: these are far from any."""
    assert told(NAME, watched(Wide(), n=12)) == KEPT
    assert told(NAME, watched(Noisy(), n=12)) == {("note", "noise"): 1, **KEPT}
