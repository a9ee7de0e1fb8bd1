"""Convergence: the reference passes, a generator that reaches one of two modes fails and is told which it lost."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from gancheck.checks.converging import converges
from gancheck.checks.trial import Trial
from gancheck.evidence import Status
from gancheck.targets import Target
from gancheck.theory import Density, Gaussian, Mixture
from tests.checks.trials import run
from tests.gans import odd, wrong

TWO = Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)])


class Cheat:
    """Comes to p_data at once, but for what `spoil` does to it."""

    def fit(self, data: Tensor) -> None:
        self.data = data

    def sample(self, n: int) -> Tensor:
        return self.spoil(self.data[torch.randperm(len(self.data))[:n]])

    def spoil(self, x: Tensor) -> Tensor:
        return x


class Collapsed(Cheat):
    def spoil(self, x: Tensor) -> Tensor:
        return x.abs()


class Constant(Cheat):
    def spoil(self, x: Tensor) -> Tensor:
        return torch.full_like(x, 0.25)


class Diverged(Cheat):
    def spoil(self, x: Tensor) -> Tensor:
        return x / 0.0


class Shifted(Cheat):
    def spoil(self, x: Tensor) -> Tensor:
        return x + 0.5


def _trial(source: object) -> Trial:
    return Trial(Target("t", source), seed=3, alpha=1e-4)


def test_p_data_itself_passes() -> None:
    outcome = converges(_trial(Cheat), TWO)
    assert outcome.status is Status.PASSED
    assert outcome.measured is not None
    assert outcome.measured.high < 0.005


@pytest.mark.parametrize(
    ("source", "p_data", "cause"),
    [
        (Collapsed, TWO, "the generator has collapsed: the mode at -1 has mass 0."),
        (Constant, TWO, "the generator is constant: all its samples are 0.25"),
        (Diverged, TWO, "training diverged: the generator's samples are not finite"),
        (Shifted, Gaussian(), "p_g has mean 0.5"),
    ],
)
def test_every_way_to_miss_p_data_is_named(source: type, p_data: Density, cause: str) -> None:
    outcome = converges(_trial(source), p_data)
    assert outcome.status is Status.FAILED
    assert cause in outcome.diagnosis


@pytest.mark.slow
@pytest.mark.parametrize("check", ["converges-on-gaussian", "converges-on-two-modes", "converges-on-three-modes"])
def test_the_reference_converges(check: str) -> None:
    assert run(check).status is Status.PASSED


@pytest.mark.slow
@pytest.mark.parametrize(("check", "mode"), [("converges-on-two-modes", "-1"), ("converges-on-three-modes", "-1.5")])
def test_a_generator_that_does_not_reach_one_of_the_modes_fails(check: str, mode: str) -> None:
    outcome = run(check, wrong.OneOfTwoModes)
    assert outcome.status is Status.FAILED
    assert f"collapsed: the mode at {mode} has mass 0.0" in outcome.diagnosis


@pytest.mark.slow
@pytest.mark.parametrize("gan", [odd.OneForFake, odd.TwoBackwardPasses, odd.Maximize, odd.Probabilities])
def test_odd_but_right_gans_converge(gan: type) -> None:
    assert run("converges-on-gaussian", gan).status is Status.PASSED
