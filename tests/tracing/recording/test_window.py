"""When enough was seen."""

from __future__ import annotations

import pytest

from gancheck.tracing.recording.events import Pass
from gancheck.tracing.recording.record import Record
from gancheck.tracing.recording.window import Window


@pytest.mark.parametrize(
    ("counts", "full"),
    [
        ({}, False),
        ({0: 10}, False),  # A pre-training: the other player's turn comes later.
        ({0: 40}, True),
        ({0: 10, 1: 9}, False),
        ({0: 10, 1: 10}, True),
        ({0: 10, 1: 10, 2: 1}, False),
        ({0: 120, 1: 1}, True),
    ],
)
def test_steps_of_each_player(counts: dict[int, int], full: bool) -> None:
    record = Record()
    record.counts = counts
    assert Window(record, 10).is_full() is full
    assert not Window(record, 10).is_full_by_hand()


def test_passes_where_nothing_steps() -> None:
    record = Record()
    window = Window(record, 2)
    for number in range(17):
        assert not window.is_full_by_hand()
        record.passes.append(Pass(number, number, None, True, False, None))
    assert window.is_full_by_hand()
    record.counts = {0: 1}
    assert not window.is_full_by_hand()
