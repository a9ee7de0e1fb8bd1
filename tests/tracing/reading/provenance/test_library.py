from __future__ import annotations

import time

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from gancheck.tracing.reading.provenance import Library, hash_rows


def rows(n: int, seed: int) -> np.ndarray:
    return hash_rows(torch.randn(n, 3, generator=torch.Generator().manual_seed(seed)))


@given(sizes=st.lists(st.integers(1, 30), min_size=1, max_size=40))
def test_memory_is_bounded_and_the_oldest_go_first(sizes: list[int]) -> None:
    library = Library(rows=64)
    for key, n in enumerate(sizes):
        library.add(key, rows(n, key))
    kept = [key for key in range(len(sizes)) if key in library]
    assert kept == list(range(len(sizes) - len(kept), len(sizes)))
    assert library.kept == sum(sizes[key] for key in kept) <= 64
    assert len(library) == len(kept)
    assert sum(map(len, library._holders.values())) == library.kept
    for key, n in enumerate(sizes):
        if n > 1:
            assert library.find(rows(n, key)).sources == ((key,) if key in library else ())


def test_the_newest_batch_stays_however_large() -> None:
    library = Library(rows=8)
    library.add("small", rows(4, 0))
    library.add("large", rows(100, 1))
    assert "small" not in library
    assert library.find(rows(100, 1)).sources == ("large",)


def test_a_key_that_is_added_again_is_replaced() -> None:
    library = Library()
    library.add(0, rows(4, 0))
    library.add(0, rows(6, 1))
    assert library.kept == 6
    assert library.find(rows(4, 0)).pieces == ()
    assert library.find(rows(6, 1)).sources == (0,)


def test_a_forgotten_copy_does_not_hide_the_one_that_is_kept() -> None:
    library = Library(rows=20)
    for key in range(4):
        library.add(key, rows(8, 0))
    assert library.find(rows(8, 0)).sources == (3,)
    library.add(4, rows(8, 1))
    assert library.find(rows(8, 0)).sources == (3,)
    library.add(5, rows(8, 2))
    assert library.find(rows(8, 0)).pieces == ()


def test_one_minibatch_forever_costs_no_more_than_new_ones() -> None:
    library = Library()
    same = rows(64, 0)
    for key in range(2000):
        library.add(key, same)
    begin = time.process_time()
    assert library.find(same[::-1].copy()).share == 1.0
    assert time.process_time() - begin < 0.2
