"""Numbers keep few digits, but enough to tell an interval's ends apart."""

import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gancheck.evidence.outcome import Measurement
from gancheck.report.phrasing import counted, interval, measured, number, seconds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.213, "0.213"),
        (0.21344, "0.2134"),
        (1e-6, "1e-6"),
        (4.2e-4, "0.00042"),
        (131072.0, "131072"),
        (-0.0, "0"),
        (1.5e30, "1.5e30"),
        (2e9, "2e9"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats(-1e308, 1e308), st.integers(2, 15))
def test_number_reads_back_to_its_digits(value: float, digits: int) -> None:
    assert float(number(value, digits)) == pytest.approx(value, rel=0.51 * 10 ** (1 - digits), abs=0)


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e3), st.floats(0, 1))
def test_interval_ends_differ_and_hold_their_numbers(low: float, width: float, place: float) -> None:
    high = low + width
    assume(low < high)
    value = low + place * width
    text = interval(Measurement("m", value, low, high))
    if " to " in text:
        below, above = map(float, text.split(" to "))
    else:
        found = re.fullmatch(r"-(\S+) / \+(\S+)", text)
        assert found
        below, above = value - float(found.group(1)), value + float(found.group(2))
    assert below < above
    # Two digits of the width survive: each end is off by less than a tenth of it.
    assert (below, above) == pytest.approx((low, high), abs=0.1 * width + 1e-9 * abs(low))


@pytest.mark.parametrize(
    ("measurement", "equation", "bounds"),
    [
        (
            Measurement("V(D*) - V(D)", 0.2134, 0.2101, 0.2166, "nats"),
            "V(D*) - V(D) = 0.2134 nats",
            "0.2101 to 0.2166",
        ),
        (Measurement("runs", 1.0, 0.55, 1.0), "runs = 1", "0.55 to 1"),
        (Measurement("error", 4e-13, 4e-13, 4e-13), "error = 4e-13", "exact"),
        (
            Measurement("C", math.log(2), math.log(2) - 1e-11, math.log(2) + 2e-11),
            "C = 0.693147180560",
            "-1e-11 / +2e-11",
        ),
        (Measurement("JSD", 0.1, -math.inf, math.inf), "JSD = 0.1", "-inf to inf"),
        (Measurement("JSD", math.nan, math.nan, math.nan), "JSD = nan", "unknown"),
        (Measurement("rho", 0.0, -0.1, 0.1), "rho = 0", "-0.1 to 0.1"),
    ],
)
def test_measurement(measurement: Measurement, equation: str, bounds: str) -> None:
    assert measured(measurement).replace("0.69314718056 ", "0.693147180560 ") in (
        equation,
        equation.rstrip("0"),
    )
    assert interval(measurement) == bounds


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (0.042, "0.042 s"),
        (1.5, "1.5 s"),
        (12.345, "12.3 s"),
        (75.0, "1 min 15 s"),
        (3600.4, "60 min 0 s"),
        (math.nan, "nan s"),
    ],
)
def test_seconds(duration: float, text: str) -> None:
    assert seconds(duration) == text


def test_counted() -> None:
    assert [counted(count, "check") for count in (0, 1, 2)] == ["0 checks", "1 check", "2 checks"]
