"""`samples-match-p-data`: a sampler of p_data passes, one that misses it fails and is told what is missing."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from gancheck.evidence import Status
from gancheck.theory import Density, Gaussian, GaussianNd, Mixture, StudentT, grid, ring
from tests.checks.trials import run

TWO = Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)])


class Sampler:
    def __init__(self, p_data: Density, spoil: object = None) -> None:
        self.p_data, self.dim, self.spoil = p_data, p_data.dim, spoil

    def sample(self, n: int, seed: int) -> Tensor:
        x = self.p_data.sample(n, generator=torch.Generator().manual_seed(seed))
        return self.spoil(x) if callable(self.spoil) else x


@pytest.mark.parametrize("p_data", [Gaussian(), TWO, StudentT(1.5), GaussianNd((0.0, 1.0), 0.5), ring(), grid()])
def test_p_data_itself_passes(p_data: Density) -> None:
    """Fails with probability at most 5e-5 each."""
    assert run("samples-match-p-data", Sampler(p_data)).status is Status.PASSED


@pytest.mark.parametrize(
    ("p_data", "spoil", "cause"),
    [
        (TWO, lambda x: x.abs(), "the generator has collapsed: the mode at -1 has mass 0.0"),
        (Gaussian(), lambda x: x + 0.5, "p_g has mean 0."),
        (Gaussian(), lambda x: x * 1.5, "standard deviation 1."),
        (Gaussian(), lambda x: x / 0.0, "not finite"),
        (
            ring(),
            lambda x: x * torch.tensor([1.0, 0.0]),
            "the generator has collapsed: the mode at (1.41, 1.41) has mass 0.000",
        ),
    ],
)
def test_what_misses_p_data_fails_and_is_told(p_data: Density, spoil: object, cause: str) -> None:
    outcome = run("samples-match-p-data", Sampler(p_data, spoil))
    assert outcome.status is Status.FAILED
    assert cause in outcome.diagnosis


def test_a_distance_near_the_limit_is_inconclusive() -> None:
    # N(0.375, 1) is at a JSD of 0.0172 nats from N(0, 1), over 64 cells a little less; 0.405 is at 0.02.
    found = {run("samples-match-p-data", Sampler(Gaussian(), lambda x, s=s: x + s)).status for s in (0.2, 0.402, 0.6)}
    assert found == {Status.PASSED, Status.INCONCLUSIVE, Status.FAILED}


def test_a_p_data_of_another_dimension_does_not_apply() -> None:
    sampler = Sampler(ring())
    sampler.dim = 1
    sampler.spoil = lambda x: x[:, :1]
    outcome = run("samples-match-p-data", sampler)
    assert outcome.status is Status.NOT_APPLICABLE
    assert outcome.reason == "p_data has dimension 2, the samples 1: set the target's attribute dim"
