"""`optimal-discriminator-identity`: passes as the theory is, fails when D* is off by 0.01 in its logit."""

from __future__ import annotations

import pytest

from gancheck.checks.theory import optimal_discriminator_identity as module
from gancheck.evidence import Status
from tests.checks.trials import run


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAIRS", 20)


def test_it_passes() -> None:
    assert run("optimal-discriminator-identity").status is Status.PASSED


def test_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    right = module.optimal_logit
    monkeypatch.setattr(module, "optimal_logit", lambda p, q: lambda x: right(p, q)(x) + 0.01)
    outcome = run("optimal-discriminator-identity")
    assert outcome.status is Status.FAILED
    assert outcome.worst
