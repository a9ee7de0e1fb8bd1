"""`discrete-samples-carry-no-gradient`: passes, and fails where rounding lets the gradient through."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from gancheck.evidence import Status
from tests.checks.trials import run


def test_it_passes() -> None:
    assert run("discrete-samples-carry-no-gradient").status is Status.PASSED


def test_a_straight_through_estimator_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    rounded = torch.round

    def straight_through(x: Tensor) -> Tensor:
        return x + (rounded(x) - x).detach()

    monkeypatch.setattr(torch, "round", straight_through)
    assert run("discrete-samples-carry-no-gradient").status is Status.FAILED
