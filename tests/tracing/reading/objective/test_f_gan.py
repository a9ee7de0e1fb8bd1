from __future__ import annotations

import numpy as np
import pytest
import torch

from gancheck.theory.objectives import OBJECTIVES, Objective
from gancheck.tracing.reading.objective import read
from gancheck.tracing.reading.objective.pointwise import entropies, margins
from tests.tracing.reading.objective.textbook import Law, run


def test_an_objective_that_somebody_registers_is_read() -> None:
    mine = Objective(
        "quartic",
        lambda r, f: ((r - 1) ** 4).mean(-1).sum() + ((f + 1) ** 4).mean(-1).sum(),
        lambda f: ((f - 1) ** 4).mean(-1).sum(),
        None,
        None,
        "",
    )
    law = Law("", lambda r, f: mine.discriminator_loss(r, f), lambda r, f: mine.generator_loss(f), "score", "", "")
    updates = run(law, 1)
    assert [one.family for one in read(*updates)] == ["", ""]
    OBJECTIVES[mine.name] = mine
    try:
        assert [one.family for one in read(*updates)] == ["quartic", "quartic"]
    finally:
        del OBJECTIVES[mine.name]


@pytest.mark.parametrize("name", ["minimax", "hinge"])
def test_pointwise_slopes_are_those_of_the_theory(name: str) -> None:
    values = torch.linspace(-3, 3, 60, dtype=torch.float64, requires_grad=True)
    other = torch.zeros(1, dtype=torch.float64)
    columns = {"minimax": entropies, "hinge": margins}[name](values.detach().numpy())
    for side, pair in enumerate(((values, other), (other, values))):
        (slope,) = torch.autograd.grad(OBJECTIVES[name].discriminator_loss(*pair), values)
        np.testing.assert_allclose(slope.numpy() * 60, columns[:, side], rtol=1e-12)
