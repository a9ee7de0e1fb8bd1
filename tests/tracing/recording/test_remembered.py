"""Rows by their hashes: the exact look, and the rough one before it.

The rough look misses known rows with the probabilities that its docstring gives: below 1e-8 for those tried here.
"""

from __future__ import annotations

import numpy as np

from gancheck.tracing.recording.remembered import Remembered


def rows(seed: int, n: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-(2**62), 2**62, n, dtype=np.int64)


def test_the_latest_call_that_returned_a_row() -> None:
    remembered = Remembered()
    a, b = rows(0, 30), rows(1, 20)
    remembered.add(a, 1)
    remembered.add(b, 2)
    remembered.add(a[:5], 3)
    assert remembered.calls_of(np.concatenate([a, b, rows(2, 2)])) == [3] * 5 + [1] * 25 + [2] * 20 + [None] * 2


def test_a_rough_look_and_an_exact_one() -> None:
    remembered = Remembered()
    a = rows(0, 64)
    remembered.add(a, 1)
    for n in (4, 64):  # Of few rows the look is exact.
        assert remembered.may_hold(a[:n])
        assert remembered.may_hold(a[:n], all_of_them=True)
        assert not remembered.may_hold(rows(1, n))
        assert not remembered.may_hold(np.append(rows(1, n - 1), a[0]), all_of_them=True)
    assert remembered.may_hold(np.append(rows(1, 63), a[0]))


def test_a_hundred_thousand_rows_at_least() -> None:
    remembered = Remembered()
    first = rows(0, 16)
    remembered.add(first, 0)
    for call in range(1, 100):
        remembered.add(rows(call, 1000), call)
    assert remembered.calls_of(first) == [0] * 16
    assert remembered.may_hold(first, all_of_them=True)
    for call in range(100, 600):
        remembered.add(rows(call, 1000), call)
        remembered.calls_of(first)
    assert remembered.calls_of(first) == [None] * 16


def test_what_nobody_asks_for_does_not_pile_up() -> None:
    remembered = Remembered()
    for call in range(1000):
        remembered.add(rows(call, 1000), call)
    assert sum(len(waiting) for waiting, _ in remembered._waiting) <= 200_000
    assert remembered.calls_of(rows(999, 1000)) == [999] * 1000
