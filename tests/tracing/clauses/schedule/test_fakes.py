"""Which generator made the fakes that D is shown."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.tracing.loops import Gan, M, told, watched

NAME = "fresh-fakes"


class Late(Gan):
    """D is shown the fakes that G made for its own step before."""

    made: Tensor | None = None

    def fake(self) -> Tensor:
        shown = self.made
        self.made = super().fake()
        return self.made if shown is None or self.own else shown

    own = False

    def g_loss(self) -> Any:
        self.own = True
        loss = super().g_loss()
        self.own = False
        return loss


class Replayed(Gan):
    """Half of D's fakes come from a buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.buffer: list[Tensor] = []

    def d_loss(self) -> Any:
        new = self.fake().detach()
        self.buffer.append(new)
        old = self.buffer[len(self.buffer) // 2 - 1] if len(self.buffer) > 1 else new
        mixed = torch.cat([new[: M // 2], old[M // 2 :]])
        return torch.nn.functional.softplus(-self.d(self.real())).mean() + (
            torch.nn.functional.softplus(self.d(mixed)).mean()
        )


class Never(Gan):
    """The fakes that D is shown were made before the training."""

    def d_loss(self) -> Any:
        if not hasattr(self, "shown"):
            self.shown = self.fake().detach()
        return torch.nn.functional.softplus(-self.d(self.real())).mean() + (
            torch.nn.functional.softplus(self.d(self.shown)).mean()
        )


@pytest.mark.parametrize(
    ("gan", "kind", "cause"),
    [
        (Late, "departure", "stale"),
        (Replayed, "departure", "replayed"),
        (Never, "violation", "never-renewed"),
    ],
)
def test_fakes_of_another_generator(gan: type[Gan], kind: str, cause: str) -> None:
    assert told(NAME, watched(gan(), n=10)) == {(kind, cause): 1}


class Chunked(Gan):
    """Fakes are made in two calls, and put together."""

    def fake(self) -> Tensor:
        return torch.cat([self.g(z) for z in self.noise().chunk(2)])


@pytest.mark.parametrize(("gan", "order"), [(Gan, "DG"), (Gan, "DDG"), (Chunked, "DG"), (Gan, "GD")])
def test_fakes_of_the_generator_of_now(gan: type[Gan], order: str) -> None:
    assert told(NAME, watched(gan(), order)) == {("kept", ""): 1}
