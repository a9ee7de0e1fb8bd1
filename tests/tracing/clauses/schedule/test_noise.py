"""Whose noise is whose."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.tracing.loops import Gan, M, Z, softplus, told, watched

NAME = "fresh-noise"
KEPT = {("kept", ""): 1}


class Drawing(Gan):
    """Noise is drawn anew where `anew` says so, from the number of the minibatch."""

    def __init__(self) -> None:
        super().__init__()
        self.turn = 0
        self.drawn = torch.randn(M, Z)

    def anew(self) -> bool:
        return True

    def noise(self) -> Tensor:
        if self.anew():
            self.drawn = torch.randn(M, Z)
        self.turn += 1
        return self.drawn


class Once(Drawing):
    def anew(self) -> bool:
        return False


class Shared(Drawing):
    """With k = 1, one draw an iteration; with k = 2, G has the second's of two draws."""

    def step_g(self) -> None:
        drawn, self.noise = self.drawn, lambda: drawn  # type: ignore[method-assign]
        super().step_g()
        del self.noise


class Repeated(Drawing):
    """With k = 2, one draw for both updates of D, one for G's."""

    def anew(self) -> bool:
        return self.turn % 3 != 1


class Several(Drawing):
    """D, G, G: both updates of G have one draw."""

    def anew(self) -> bool:
        return self.turn % 3 != 2


class Same(Drawing):
    """The fakes of D's step are the fakes of G's step: one draw, one call of G."""

    def step_d(self) -> None:
        self.of_d.zero_grad()
        self.made = self.fake()
        (softplus(-self.d(self.real())).mean() + softplus(self.d(self.made.detach())).mean()).backward()
        self.of_d.step()

    def g_loss(self) -> Any:
        return softplus(-self.d(self.made)).mean()


@pytest.mark.parametrize(
    ("gan", "order", "kind", "cause"),
    [
        (Once, "DG", "violation", "drawn-once"),
        (Shared, "DG", "departure", "shared"),
        (Shared, "DDG", "departure", "shared"),
        (Same, "DG", "departure", "shared"),
        (Repeated, "DDG", "departure", "repeated"),
        (Several, "DGG", "departure", "repeated"),
    ],
)
def test_noise_that_is_used_again(gan: type[Gan], order: str, kind: str, cause: str) -> None:
    assert told(NAME, watched(gan(), order, 6)) == {(kind, cause): 1}


class Fixed(Drawing):
    """A fixed noise is used for pictures alone."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = torch.randn(M, Z)

    def step_g(self) -> None:
        super().step_g()
        with torch.no_grad():
            self.g(self.shown)


@pytest.mark.parametrize(("gan", "order"), [(Gan, "DG"), (Drawing, "DDG"), (Drawing, "DGG"), (Fixed, "DG")])
def test_noise_that_is_not(gan: type[Gan], order: str) -> None:
    assert told(NAME, watched(gan(), order, 6)) == KEPT
