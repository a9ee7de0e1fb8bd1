"""`value-function`: passes as the theory is, fails when V is off by 0.1 nats."""

from __future__ import annotations

import pytest

from gancheck.checks.theory import value_function as module
from gancheck.evidence import Status
from gancheck.theory import Integral
from tests.checks.trials import run


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAIRS", 5)


def test_it_passes() -> None:
    assert run("value-function").status is Status.PASSED


def test_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    right = module.value
    monkeypatch.setattr(
        module,
        "value",
        lambda p, q, logit, tolerance: Integral(right(p, q, logit, tolerance=tolerance).value + 0.1, 0.0),
    )
    outcome = run("value-function")
    assert outcome.status is Status.FAILED
    assert outcome.worst
