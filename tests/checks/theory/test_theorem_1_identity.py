"""`theorem-1-identity`: passes as the theory is, fails when the JSD is off by a factor of 1 + 1e-7."""

from __future__ import annotations

import pytest

from gancheck.checks.theory import theorem_1_identity as module
from gancheck.evidence import Status
from gancheck.theory import Integral
from tests.checks.trials import run


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAIRS", 20)


def test_it_passes() -> None:
    assert run("theorem-1-identity").status is Status.PASSED


def test_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    right = module.jsd
    monkeypatch.setattr(module, "jsd", lambda p, q: Integral(right(p, q).value * (1 + 1e-7), 0.0))
    outcome = run("theorem-1-identity")
    assert outcome.status is Status.FAILED
    assert outcome.worst
