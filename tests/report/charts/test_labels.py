"""Labels are short, and with their note they give the tick back exactly."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.report.charts.labels import tick_labels
from gancheck.report.charts.ticks import Step


def read(text: str, note: str) -> Fraction:
    """A label and its note as a number: what a reader makes of them."""
    above = re.search(r"above (\S+?)(?:,|$)", note)
    unit = re.search(r"in units of (\S+)", note)
    return Fraction(above.group(1) if above else 0) + Fraction(text) * Fraction(unit.group(1) if unit else 1)


@given(
    st.sampled_from((1, 2, 5)),
    st.integers(-300, 299),
    st.integers(-(10**11), 10**11),
    st.integers(1, 12),
)
def test_label_and_note_give_the_tick_back(mantissa: int, exponent: int, first: int, count: int) -> None:
    step, indices = Step(mantissa, exponent), range(first, first + count)
    labels = tick_labels(step, indices)
    assert len(labels.texts) == count
    for text, index in zip(labels.texts, indices, strict=True):
        assert read(text, labels.note) == index * mantissa * Fraction(10) ** exponent
        assert len(text.lstrip("-").replace(".", "")) <= 7


@pytest.mark.parametrize(
    ("step", "indices", "texts", "note"),
    [
        (Step(2, -1), range(6), ("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"), ""),
        (Step(1, 3), range(4), ("0", "1000", "2000", "3000"), ""),
        (Step(2, 0), range(-2, 3), ("-4", "-2", "0", "2", "4"), ""),
        (Step(5, -13), range(3), ("0.0", "0.5", "1.0"), "in units of 1e-12"),
        (Step(2, 29), range(6), ("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"), "in units of 1e30"),
        (Step(1, -9), range(693147180, 693147183), ("0", "1", "2"), "above 0.69314718, in units of 1e-9"),
        (Step(1, 0), range(0), (), ""),
    ],
)
def test_known_labels(step: Step, indices: range, texts: tuple[str, ...], note: str) -> None:
    labels = tick_labels(step, indices)
    assert (labels.texts, labels.note) == (texts, note)
