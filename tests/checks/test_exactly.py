"""`within`: the limit itself passes, whatever is above it or no number fails."""

from __future__ import annotations

import math

import pytest

from gancheck.checks.exactly import within
from gancheck.evidence import Figure, Status


@pytest.mark.parametrize(
    ("deviation", "status"),
    [
        (0.0, Status.PASSED),
        (-3.0, Status.PASSED),
        (1e-8, Status.PASSED),
        (math.nextafter(1e-8, 1), Status.FAILED),
        (math.inf, Status.FAILED),
        (math.nan, Status.FAILED),
    ],
)
def test_the_verdict(deviation: float, status: Status) -> None:
    assert within("difference", (deviation, "here"), 1e-8, samples=3).status is status


def test_what_is_told() -> None:
    figure = Figure("t", "x", "y", ())
    outcome = within("gap", (0.5, "x = 2"), 1e-10, samples=7, unit="nats", notes=("a note",), figures=(figure,))
    assert outcome.measured is not None
    assert (outcome.measured.name, outcome.measured.value, outcome.measured.unit) == ("gap", 0.5, "nats")
    assert outcome.measured.low == outcome.measured.high == 0.5
    assert outcome.allowed == "at most 1e-10"
    assert (outcome.worst, outcome.samples, outcome.notes, outcome.figures) == ("x = 2", 7, ("a note",), (figure,))
    assert outcome.power is None
