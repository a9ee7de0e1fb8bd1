from __future__ import annotations

import pytest

from gancheck.tracing.reading.objective import read
from tests.tracing.reading.objective.faulty import entropy, up
from tests.tracing.reading.objective.textbook import Law, run


@pytest.mark.parametrize(
    ("factor", "n", "reduction", "scale"),
    [
        (1.0, 64, "mean", 1.0),
        (0.5, 64, "0.5", 1.0),
        (0.001, 64, "0.001", 1.0),
        (64.0, 64, "sum", 1.0),
        (32.0, 64, "sum", 1.0),
        (100.0, 100, "sum", 1.0),
        (100.0, 64, "100", 1.0),
        (2.0**16, 64, "mean", 2.0**16),
        (2.0**15, 64, "mean", 2.0**15),
        (100 * 2.0**16, 100, "sum", 2.0**16),
    ],
)
def test_the_factor_before_a_loss(factor: float, n: int, reduction: str, scale: float) -> None:
    law = Law("", lambda r, f: factor * entropy(r, f), lambda r, f: factor * up(r, f), "logit", "", "")
    for reading in read(*run(law, 1, n=n)):
        assert (reading.reduction, reading.scale) == (reduction, scale)
        assert ("summed" in reading.causes) == (reduction == "sum")
