"""The facts of one pair."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from tests.tracing.loops import Gan, M, Z, mlp, watched


def test_readings_signs_and_owners() -> None:
    pair = watched(Gan(), "DDG", 4)
    d, g = pair.readings
    assert (d.player, d.family, d.real_is) == ("discriminator", "binary cross-entropy", "high")
    assert (g.player, g.name) == ("generator", "non-saturating")
    # Two updates of D with real and fakes, four of G with fakes alone.
    assert (d.samples, g.samples) == (8 * 2 * M, 4 * M)
    assert (pair.opposite.share, pair.opposite.mass) == (1.0, 1.0)
    assert [pair.own(n, "generator") for n in range(6)] == [False, False, True] * 2
    assert [u.time for u in pair.updates] == sorted(u.time for u in pair.updates)
    assert pair.d_updates is pair.d_updates


def test_the_noise_before_a_mapping_net() -> None:
    class Mapped(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.mapping = mlp(Z, Z)
            self.of_g = torch.optim.Adam([*self.g.parameters(), *self.mapping.parameters()], 1e-3)
            self.drawn: list[Tensor] = []

        def noise(self) -> Tensor:
            self.drawn.append(super().noise())
            mapped: Tensor = self.mapping(self.drawn[-1])
            return mapped

    gan = Mapped()
    pair = watched(gan, n=3)
    for call, drawn in zip(pair.generated, gan.drawn, strict=True):
        sample = pair.noise_of(call).inputs[0].sample
        assert sample is not None
        np.testing.assert_array_equal(sample, drawn.numpy())


def test_no_updates_no_reading() -> None:
    class Idle(Gan):
        def step_g(self) -> None:
            self.g_loss()

    pair = watched(Idle(), n=4)
    assert pair.readings[0].family == "binary cross-entropy"
    assert math.isnan(pair.readings[1].residual)
    assert pair.readings[1].samples == 0
