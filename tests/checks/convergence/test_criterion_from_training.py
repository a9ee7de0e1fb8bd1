"""`criterion-from-training`: passes on the reference, fails where the JSD, V, D or p_g is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from torch import Tensor

from gancheck.checks.convergence import criterion_from_training as module
from gancheck.evidence import Status
from gancheck.targets import Subject
from gancheck.theory import Gaussian, Integral
from tests.checks.trials import run


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """One moment, the untrained G, and fewer steps of D: the gap is then about 0.006, with 0.015 allowed."""
    monkeypatch.setattr(module, "MOMENTS", (0,))
    monkeypatch.setattr(module, "STEPS", 300)


def _scaled(monkeypatch: pytest.MonkeyPatch, factor: float) -> None:
    right = module.jsd

    def scaled(*args: Any, **given: Any) -> Integral:
        return Integral(right(*args, **given).value * factor, 0.0)

    monkeypatch.setattr(module, "jsd", scaled)


@pytest.mark.usefixtures("few")
def test_it_passes() -> None:
    outcome = run("criterion-from-training")
    assert outcome.status is Status.PASSED, outcome
    assert outcome.measured is not None
    assert 0.0 <= outcome.measured.low <= outcome.measured.high <= 0.015


@pytest.mark.usefixtures("few")
def test_a_jsd_that_is_too_small_is_exceeded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _scaled(monkeypatch, 0.9)
    outcome = run("criterion-from-training")
    assert outcome.status is Status.FAILED
    assert "a larger value than the optimum" in outcome.diagnosis
    assert outcome.measured is not None
    assert outcome.measured.value < 0


@pytest.mark.usefixtures("few")
def test_a_jsd_that_is_too_large_is_never_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STEPS", 100)
    _scaled(monkeypatch, 1.2)
    outcome = run("criterion-from-training")
    assert outcome.status is Status.FAILED
    assert outcome.diagnosis == ""


@pytest.mark.usefixtures("few")
def test_a_discriminator_with_shifted_logits_falls_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STEPS", 100)
    right = Subject.discriminate

    def shifted(self: Subject, x: Tensor) -> Tensor:
        return right(self, x) + 1.0

    monkeypatch.setattr(Subject, "discriminate", shifted)
    assert run("criterion-from-training").status is Status.FAILED


@pytest.mark.usefixtures("few")
def test_a_p_g_of_another_prior_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The density is that of wider noise, while the discriminator is trained on the generator's own samples."""
    monkeypatch.setattr(module, "STEPS", 100)
    right = module.pushforward
    monkeypatch.setattr(module, "pushforward", lambda generator, prior: right(generator, Gaussian(0.0, 3.0)))
    assert run("criterion-from-training").status is Status.FAILED


@pytest.mark.slow
def test_the_reference_passes() -> None:
    outcome = run("criterion-from-training")
    assert outcome.status is Status.PASSED
    assert outcome.figures[0].series[0].x == (0.0, 50.0, 200.0, 600.0, 3000.0)
