from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.tracing.reading.noise.rounding import roundest


@pytest.mark.parametrize(
    ("low", "high", "number"),
    [(-0.1, 0.2, 0), (0.0188, 0.0214, 0.02), (0.9, 1.1, 1), (0.24, 0.26, 0.25), (-5.2, -4.9, -5), (1.9, 2.1, 2)],
)
def test_numbers_somebody_would_write(low: float, high: float, number: float) -> None:
    assert roundest(low, high) == number


@given(low=st.floats(-1e6, 1e6), width=st.floats(0, 1e6))
def test_the_number_is_within(low: float, width: float) -> None:
    assert low <= roundest(low, low + width) <= low + width


def test_an_empty_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="between"):
        roundest(1, 0)
