"""Likeness of batches: with noise on top, and not by what their columns or their order have in common.

Fisher's z: each random answer here is wrong with probability below 1e-6.
"""

from __future__ import annotations

import numpy as np
import pytest

from gancheck.tracing.recording.likeness import alike, direction, thinned


def like(a: np.ndarray, b: np.ndarray) -> bool:
    return alike(direction(thinned(a)), direction(thinned(b)))


def drawn(seed: int, n: int, width: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, width)).astype(np.float32)


@pytest.mark.parametrize(("n", "width"), [(24, 1), (24, 5), (512, 2), (64, 784), (8, 100)])
def test_noise_on_top(n: int, width: int) -> None:
    a, noise = drawn(0, n, width), drawn(1, n, width)
    assert like(a, a + 0.1 * noise)
    assert not like(a, noise)
    assert not like(a, -a)


def test_what_is_no_likeness() -> None:
    a, b = drawn(0, 40, 3), drawn(1, 40, 3)
    common = np.float32([100, -50, 20])
    assert not like(common + a, common + b)
    assert not like(np.sort(a[:, :1], 0), np.sort(b[:, :1], 0))
    assert not like(a[:7], a[:7])  # Too few to tell.


def test_rows_that_are_all_the_same_and_rows_that_are_not_finite() -> None:
    same = np.full((40, 3), 0.1, np.float32)
    assert not like(same, same)
    assert not direction(same).any()
    broken = drawn(0, 40, 3)
    broken[3, 1] = np.inf
    assert not like(broken, broken)
