"""Losses of the best fakes alone, against the number that was drawn."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from gancheck.tracing.reading.objective import read
from tests.tracing.reading.objective.textbook import Law, Loss, bce, mse, run


def law(g: Loss, d: Loss | None = None) -> Law:
    return Law("", d or (lambda r, f: bce(r, 1.0) + bce(f, 0.0)), g, "logit", "", "")


def best(f: Tensor, k: int, *, largest: bool = True) -> Tensor:
    return torch.topk(f, k, dim=0, largest=largest)[0]


@pytest.mark.parametrize("k", [3, 10, 30])
def test_a_fixed_number(k: int) -> None:
    _, g = read(*run(law(lambda r, f: bce(best(f, k), 1.0)), 1, n=32))
    assert (g.family, g.name, g.reduction) == ("binary cross-entropy", "non-saturating", "mean")
    assert g.causes == ("top-k",)
    assert f"the {k} to {k} fakes of 32" in g.faults[0].seen


def test_fewer_from_step_to_step() -> None:
    turn = iter(range(10**6))
    _, g = read(*run(law(lambda r, f: mse(best(f, max(8, 32 - next(turn))), 1.0)), 1, n=32))
    assert (g.family, g.causes) == ("least squares", ("top-k",))


def test_a_discriminator_that_is_low_on_data() -> None:
    _, g = read(
        *run(law(lambda r, f: bce(best(f, 10, largest=False), 0.0), lambda r, f: bce(r, 0.0) + bce(f, 1.0)), 1, n=32)
    )
    assert (g.family, g.causes) == ("binary cross-entropy", ("top-k",))


def test_the_worst_fakes_are_not_the_best() -> None:
    _, g = read(*run(law(lambda r, f: bce(best(f, 10, largest=False), 1.0)), 1, n=32))
    assert "top-k" not in g.causes
