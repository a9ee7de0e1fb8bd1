"""`proposition-2-function-space`: passes as the theory is, fails when a slope or a step has the wrong sign."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gancheck.evidence import Status
from gancheck.theory import function_space
from tests.checks.trials import run


def test_it_passes() -> None:
    assert run("proposition-2-function-space").status is Status.PASSED


def test_a_slope_of_log_d_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        function_space, "gradient", lambda p, q: np.log(function_space.optimal_discriminator(p, q) + 1e-300)
    )
    outcome = run("proposition-2-function-space")
    assert outcome.status is Status.FAILED
    assert "tangent" in outcome.worst


def test_an_ascent_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    right = function_space.descend

    def ascending(p: Any, q: Any, *, steps: int) -> Any:
        found = right(p, q, steps=steps)
        return type(found)(found.path[::-1], found.criterion[::-1], found.jsd[::-1], found.bound)

    monkeypatch.setattr(function_space, "descend", ascending)
    outcome = run("proposition-2-function-space")
    assert outcome.status is Status.FAILED
    assert outcome.worst
