"""Arrays apart from each other, whatever their sizes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gancheck.tracing.recording.arena import Arena, Scratch

SIZES = st.lists(st.sampled_from([0, 1, 15, 16, 17, 1000, 2**16, 2**16 + 1, 2**18]), max_size=20)


@given(SIZES)
def test_no_array_is_written_by_another(sizes: list[int]) -> None:
    arena = Arena()
    arrays = [arena.floats(n) if i % 2 else arena.doubles(n) for i, n in enumerate(sizes)]
    for i, array in enumerate(arrays):
        array.fill(i)
    for i, (array, n) in enumerate(zip(arrays, sizes, strict=True)):
        assert array.shape == (n,)
        assert array.dtype == (np.float32 if i % 2 else np.float64)
        assert (array == i).all()


def test_a_copy_is_kept() -> None:
    arena = Arena()
    for array in (np.arange(6.0).reshape(2, 3), np.arange(4), np.float32([[1], [2]]), np.zeros((0, 3))):
        kept = arena.keep(array)
        assert np.array_equal(kept, array)
        assert (kept.dtype, kept.shape) == (array.dtype, array.shape)
        assert not np.shares_memory(kept, array)


@given(SIZES)
def test_scratch_is_used_again(sizes: list[int]) -> None:
    scratch = Scratch(2**17)
    for _ in range(2):
        arrays = [scratch.floats(n) for n in sizes]
        for i, array in enumerate(arrays):
            if array is not None:
                array.fill(i)
        assert all(array is None or (array == i).all() for i, array in enumerate(arrays))
        scratch.clear()
    assert scratch.floats(2**17) is not None
    assert scratch.floats(1) is None
