"""`local-stability`: passes on Algorithm 1, fails on other updates, and where the run is not what was predicted."""

from __future__ import annotations

import math
from typing import Any

import pytest

from gancheck.checks.stability import local_stability as module
from gancheck.evidence import Status
from gancheck.training import Algorithm1, Losses
from tests.checks.stability import updates
from tests.checks.trials import run


class Tiring(Algorithm1):
    """Right at rest, and at the distances of a hundredth at which it is differenced; slow where its run ends."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.rate = self.generator_optimizer.param_groups[0]["lr"]

    def iteration(self) -> Losses:
        away = max(p.detach().abs().max().item() for p in self.discriminator.parameters())
        self.generator_optimizer.param_groups[0]["lr"] = self.rate * (0.5 if 0 < away < 1e-8 else 1.0)
        return super().iteration()


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two GANs that tell the updates apart; all five take seconds."""
    monkeypatch.setattr(module, "SETTINGS", module.SETTINGS[:2])
    monkeypatch.setattr(module, "SHOWN", (0,))


def test_it_passes() -> None:
    outcome = run("local-stability")
    assert outcome.status is Status.PASSED
    assert outcome.measured is not None
    assert outcome.measured.value < 1e-10
    assert len(outcome.figures) == 2
    measured, predicted = outcome.figures[0].series
    assert measured.y == pytest.approx(predicted.y, abs=1e-3)
    assert measured.y[-1] < measured.y[0] - 4  # it did come closer


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("odd", [updates.GeneratorFirst, updates.TwoBackwardPasses, updates.Ascending])
def test_odd_ways_to_write_it_pass(monkeypatch: pytest.MonkeyPatch, odd: type[Algorithm1]) -> None:
    monkeypatch.setattr(module, "Algorithm1", odd)
    assert run("local-stability").status is Status.PASSED


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    "wrong", [updates.Simultaneous, updates.OneStep, updates.AscendingGenerator, updates.Accumulating]
)
def test_other_updates_fail(monkeypatch: pytest.MonkeyPatch, wrong: type[Algorithm1]) -> None:
    monkeypatch.setattr(module, "Algorithm1", wrong)
    outcome = run("local-stability")
    assert outcome.status is Status.FAILED
    assert outcome.measured is not None
    assert outcome.measured.value > 1e-3


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("wrong", "reason"),
    [(updates.Shifted, "do not stand at a fixed point"), (updates.Noisy, "the step draws random numbers")],
)
def test_an_update_without_a_spectrum_fails(
    monkeypatch: pytest.MonkeyPatch, wrong: type[Algorithm1], reason: str
) -> None:
    monkeypatch.setattr(module, "Algorithm1", wrong)
    outcome = run("local-stability")
    assert outcome.status is Status.FAILED
    assert outcome.measured is not None
    assert outcome.measured.value == math.inf
    assert reason in outcome.worst


@pytest.mark.usefixtures("two")
def test_a_run_that_is_not_the_predicted_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its spectrum, of differences of a hundredth, is right."""
    monkeypatch.setattr(module, "Algorithm1", Tiring)
    outcome = run("local-stability")
    assert outcome.status is Status.FAILED
    assert outcome.measured is not None
    assert outcome.measured.value < module.ALLOWED
    assert "iterations" in outcome.worst
