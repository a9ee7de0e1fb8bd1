"""`dirac-gan`: passes on Algorithm 1 however it is written, fails on every other update, and says which it is."""

from __future__ import annotations

import math

import pytest

from gancheck.checks.stability import dirac_gan as module
from gancheck.evidence import Status
from gancheck.training import Algorithm1
from tests.checks.stability import updates
from tests.checks.trials import run


def test_it_passes() -> None:
    outcome = run("dirac-gan")
    assert outcome.status is Status.PASSED
    assert outcome.measured is not None
    assert outcome.measured.value < 1e-12  # six digits below what is allowed
    assert outcome.diagnosis == ""
    assert "1.118034, alternating ones by 1.000000, and by 1.8773 at 4.2" in outcome.notes[0]
    (figure,) = outcome.figures
    measured, closed, _ = figure.series
    assert measured.y == pytest.approx(closed.y, abs=1e-6)  # at a rate of 4 the two eigenvalues meet


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """One objective instead of three: what is wrong with the update is wrong with each."""
    monkeypatch.setattr(module, "OBJECTIVES", ("minimax",))


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("odd", [updates.GeneratorFirst, updates.TwoBackwardPasses, updates.Ascending])
def test_odd_ways_to_write_it_pass(monkeypatch: pytest.MonkeyPatch, odd: type[Algorithm1]) -> None:
    monkeypatch.setattr(module, "Algorithm1", odd)
    assert run("dirac-gan").status is Status.PASSED


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("wrong", "diagnosis"),
    [
        (updates.Simultaneous, "both players step at once, from the same point"),
        (updates.OneStep, "k is 1"),
        (updates.AscendingGenerator, "one player goes the wrong way"),
        (updates.WithoutDecay, "the gradient penalty is lost"),
        (updates.WithoutMomentum, "momentum is lost"),
        (updates.Forgetting, "momentum is lost"),
        (updates.Accumulating, "gradients are left over from one iteration to the next"),
    ],
)
def test_other_updates_fail(monkeypatch: pytest.MonkeyPatch, wrong: type[Algorithm1], diagnosis: str) -> None:
    monkeypatch.setattr(module, "Algorithm1", wrong)
    outcome = run("dirac-gan")
    assert outcome.status is Status.FAILED
    assert outcome.measured is not None
    assert 1e-3 < outcome.measured.value < math.inf
    assert outcome.diagnosis == diagnosis
    assert "k = " in outcome.worst


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("wrong", "reason"),
    [(updates.Shifted, "do not stand at a fixed point"), (updates.Noisy, "the step draws random numbers")],
)
def test_an_update_without_a_spectrum_fails(
    monkeypatch: pytest.MonkeyPatch, wrong: type[Algorithm1], reason: str
) -> None:
    monkeypatch.setattr(module, "Algorithm1", wrong)
    outcome = run("dirac-gan")
    assert outcome.status is Status.FAILED
    assert outcome.measured is not None
    assert outcome.measured.value == math.inf
    assert reason in outcome.worst
    assert outcome.figures == ()
