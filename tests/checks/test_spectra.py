"""`deviation`: 0 for what was predicted, a distance for other memories, and infinite without a spectrum."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn

from gancheck.checks.spectra import deviation, spectrum_of
from gancheck.stability.games import Alternating, DiracGAN, predicted_eigenvalues
from gancheck.theory import objective
from gancheck.training import Algorithm1


class Shift(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.theta = nn.Parameter(torch.zeros(1, dtype=torch.float64))

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return self.theta.expand(len(z), 1)


def dirac(momentum: float = 0.0, data: float = 0.0) -> Algorithm1:
    generator, discriminator = Shift(), nn.Linear(1, 1, bias=False, dtype=torch.float64)
    nn.init.zeros_(discriminator.weight)
    z = torch.zeros(1, 1, dtype=torch.float64)
    return Algorithm1(
        generator,
        discriminator,
        torch.optim.SGD(generator.parameters(), lr=0.4, momentum=momentum),
        torch.optim.SGD(discriminator.parameters(), lr=0.4, momentum=momentum),
        objective("minimax"),
        noise=lambda: z,
        data=lambda: z + data,
    )


def test_what_was_predicted_is_rounding() -> None:
    predicted = predicted_eigenvalues(DiracGAN(), Alternating(0.4, 1, 0.3))
    off, why = deviation(dirac(0.3), predicted)
    assert off < 1e-12
    assert why == ""
    np.testing.assert_allclose(spectrum_of(dirac(0.3)).radius, np.abs(predicted).max(), atol=1e-12)


def test_what_is_not_is_a_distance() -> None:
    off, _ = deviation(dirac(), predicted_eigenvalues(DiracGAN("wasserstein"), Alternating(0.4)))
    assert off == pytest.approx(0.2, abs=0.01)  # the angle of 0.2 is one of 0.4


def test_a_memory_that_is_not_predicted_counts_where_it_lasts() -> None:
    predicted = predicted_eigenvalues(DiracGAN(), Alternating(0.4))
    assert deviation(dirac(1e-8), predicted)[0] < 1e-3
    assert deviation(dirac(0.5), predicted)[0] > 0.3


def test_where_there_is_no_spectrum_it_is_infinite_and_says_why() -> None:
    off, why = deviation(dirac(data=1.0), predicted_eigenvalues(DiracGAN(), Alternating(0.4)))
    assert off == math.inf
    assert "do not stand at a fixed point: a step moves Linear.weight by 0.2" in why
