"""`theorem-1-minimum`: passes as the theory is, fails when C(G) is too low by 1e-6."""

from __future__ import annotations

import pytest

from gancheck.checks.theory import theorem_1_minimum as module
from gancheck.evidence import Status
from gancheck.theory import Integral
from tests.checks.trials import run


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAIRS", 20)


def test_it_passes() -> None:
    assert run("theorem-1-minimum").status is Status.PASSED


def test_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    right = module.criterion
    monkeypatch.setattr(module, "criterion", lambda p, q: Integral(right(p, q).value - 1e-6, 0.0))
    outcome = run("theorem-1-minimum")
    assert outcome.status is Status.FAILED
    assert outcome.worst
