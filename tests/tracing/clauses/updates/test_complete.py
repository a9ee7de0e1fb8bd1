"""Parameters that get no gradient."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tests.tracing.loops import Gan, X, Z, told, watched

NAME = "complete-gradient"


class Halves(nn.Module):
    """Two layers and a spare one; the first may be cut off."""

    def __init__(self, cut: bool, spare: bool) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(Z, 8), nn.Linear(8, X)
        self.spare = nn.Linear(2, 2) if spare else nn.Identity()
        self.cut = cut

    def forward(self, z: Tensor) -> Tensor:
        h = self.first(z).relu()
        out: Tensor = self.second(h.detach() if self.cut else h)
        return out


def test_every_parameter_has_one() -> None:
    assert told(NAME, watched(Gan(g=Halves(cut=False, spare=False)))) == {("kept", ""): 1}


def test_a_layer_that_is_cut_off() -> None:
    pair = watched(Gan(g=Halves(cut=True, spare=False)))
    assert told(NAME, pair) == {("violation", "cut"): 1}


def test_a_layer_that_is_not_used() -> None:
    pair = watched(Gan(g=Halves(cut=False, spare=True)))
    assert told(NAME, pair) == {("note", "unused"): 1, ("kept", ""): 1}


def test_a_layer_that_is_frozen_or_left_out_on_purpose() -> None:
    g = Halves(cut=True, spare=False)
    g.first.requires_grad_(False)
    assert told(NAME, watched(Gan(g=g))) == {("kept", ""): 1}

    class Left(Gan):
        def __init__(self) -> None:
            net = Halves(cut=True, spare=False)
            super().__init__(g=net)
            self.of_g = torch.optim.SGD(net.second.parameters(), 1e-2)

    assert told(NAME, watched(Left())) == {("kept", ""): 1}
