"""`equilibrium`: D = 1/2 after a run that converged passes, another D fails, and without convergence there's no say."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from gancheck.evidence import Status
from gancheck.targets import Subject
from tests.checks.trials import run
from tests.gans import odd, wrong


class Converged:
    """Comes to p_data at once, with D = 1/2."""

    def fit(self, data: Tensor) -> None:
        self.data = data

    def sample(self, n: int) -> Tensor:
        return self.data[torch.randperm(len(self.data))[:n]]

    def discriminate(self, x: Tensor) -> Tensor:
        return torch.full_like(x, 0.5)


class Weighted(Converged):
    """Where D ends if the expectation over real data weighs twice."""

    def discriminate(self, x: Tensor) -> Tensor:
        return torch.full_like(x, 2 / 3)


class Smoothed(Converged):
    """Where D ends if the real label is 0.9 for D alone."""

    def discriminate(self, x: Tensor) -> Tensor:
        return torch.full_like(x, 0.45)


class Wavy(Converged):
    """1/2 on average, and never 1/2."""

    def discriminate(self, x: Tensor) -> Tensor:
        return 0.5 + 0.2 * torch.sign(torch.sin(20 * x))


class Between(Converged):
    def discriminate(self, x: Tensor) -> Tensor:
        return torch.full_like(x, 0.53)


class Shifted(Weighted):
    def sample(self, n: int) -> Tensor:
        return super().sample(n) + 0.5


class Hinge(Converged):
    objective = "hinge"


def test_a_half_everywhere_passes() -> None:
    outcome = run("equilibrium", Converged)
    assert outcome.status is Status.PASSED
    assert outcome.measured is not None
    assert outcome.measured.high < 1e-6


@pytest.mark.parametrize(("source", "off"), [(Weighted, 1 / 6), (Smoothed, 0.05), (Wavy, 0.2)])
def test_another_output_fails(source: type, off: float) -> None:
    outcome = run("equilibrium", source)
    assert outcome.status is Status.FAILED
    assert outcome.measured is not None
    assert outcome.measured.value == pytest.approx(off, abs=1e-6)
    assert outcome.diagnosis


def test_the_diagnosis_tells_the_mean_output() -> None:
    assert "D's mean output is 0.67" in run("equilibrium", Weighted).diagnosis


@pytest.mark.parametrize("source", [Between, Shifted])
def test_no_say_between_the_limits_nor_without_convergence(source: type) -> None:
    outcome = run("equilibrium", source)
    assert outcome.status is Status.INCONCLUSIVE
    assert outcome.reason


def test_another_game_has_another_equilibrium() -> None:
    outcome = run("equilibrium", Hinge)
    assert outcome.status is Status.NOT_APPLICABLE
    assert "'hinge'" in outcome.reason


@pytest.mark.slow
def test_the_reference_ends_in_equilibrium() -> None:
    assert run("equilibrium").status is Status.PASSED


@pytest.mark.slow
def test_the_reference_with_its_logits_shifted_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Subject.discriminate
    monkeypatch.setattr(Subject, "discriminate", lambda self, x: right(self, x) + 1.0)
    outcome = run("equilibrium")
    assert outcome.status is Status.FAILED
    assert "D's mean output is 0.7" in outcome.diagnosis


@pytest.mark.slow
def test_a_discriminator_that_means_fake_by_one_ends_in_equilibrium() -> None:
    assert run("equilibrium", odd.OneForFake).status is Status.PASSED


@pytest.mark.slow
def test_a_doubled_weight_fails() -> None:
    assert run("equilibrium", wrong.DoubledWeight).status is Status.FAILED
