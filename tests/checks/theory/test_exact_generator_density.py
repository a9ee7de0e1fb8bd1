"""`exact-generator-density`: passes as the theory is, fails when the noise is taken to be wider by 5 %."""

from __future__ import annotations

import pytest

from gancheck.checks.theory import exact_generator_density as module
from gancheck.evidence import Status
from gancheck.theory import Gaussian
from tests.checks.trials import run


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GENERATORS", 5)


def test_it_passes() -> None:
    assert run("exact-generator-density").status is Status.PASSED


def test_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    right = module.pushforward
    monkeypatch.setattr(module, "pushforward", lambda generator, prior: right(generator, Gaussian(0.0, 1.05)))
    outcome = run("exact-generator-density")
    assert outcome.status is Status.FAILED
    assert outcome.worst
