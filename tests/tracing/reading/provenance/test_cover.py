from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gancheck.tracing.reading.provenance import Cover, Library, cover, hash_rows

SEEDS = st.integers(0, 2**31)
Hashes = NDArray[np.int64]


def batches(count: int, n: int, d: int, seed: int) -> list[Hashes]:
    generator = torch.Generator().manual_seed(seed)
    return [hash_rows(torch.randn(n, d, generator=generator)) for _ in range(count)]


def both(rows: Hashes, sources: list[Hashes]) -> Cover:
    """The cover by plain search; the library has to agree with it."""
    library = Library()
    for key, source in enumerate(sources):
        library.add(key, source)
    found, plain = library.find(rows), cover(rows, sources)
    assert found.sources == plain.sources
    assert found.share == plain.share
    return plain


@given(seed=SEEDS, n=st.integers(2, 64), d=st.integers(1, 4))
def test_an_earlier_batch_is_found_whole_and_in_order(seed: int, n: int, d: int) -> None:
    sources = batches(5, n, d, seed)
    found = both(sources[3], sources)
    (piece,) = found.pieces
    assert (piece.source, piece.rows, found.share) == (3, n, 1.0)
    assert (piece.block, piece.ordered, piece.whole) == (True, True, True)


@given(seed=SEEDS, n=st.integers(3, 64), d=st.integers(1, 4))
def test_real_and_fake_in_one_batch(seed: int, n: int, d: int) -> None:
    sources = batches(6, n, d, seed)
    found = both(np.concatenate((sources[4], sources[1])), sources)
    assert found.sources == (4, 1)
    assert [piece.where.tolist() for piece in found.pieces] == [list(range(n)), list(range(n, 2 * n))]
    assert all(piece.block and piece.ordered and piece.whole for piece in found.pieces)


@given(seed=SEEDS, n=st.integers(8, 64), d=st.integers(1, 4))
def test_shuffled_and_interleaved_rows(seed: int, n: int, d: int) -> None:
    sources = batches(6, n, d, seed)
    order = np.random.default_rng(seed).permutation(2 * n)
    found = both(np.concatenate((sources[4], sources[1]))[order], sources)
    assert set(found.sources) == {1, 4}
    assert found.share == 1.0
    for piece in found.pieces:
        assert piece.whole
        expected = order[piece.where] - (0 if piece.source == 4 else n)
        assert piece.origin.tolist() == expected.tolist()


@given(seed=SEEDS, d=st.integers(1, 4))
def test_parts_of_batches_and_unknown_rows(seed: int, d: int) -> None:
    sources = batches(6, 32, d, seed)
    new = batches(1, 10, d, seed + 1)[0]
    found = both(np.concatenate((sources[2][5:17], new, sources[5][20:])), sources)
    assert found.sources == (2, 5)
    assert [piece.of for piece in found.pieces] == [32, 32]
    assert not any(piece.whole for piece in found.pieces)
    assert found.unknown.tolist() == list(range(12, 22))
    assert found.found == 24


@given(seed=SEEDS)
def test_a_row_of_the_source_is_used_once(seed: int) -> None:
    source = batches(1, 16, 4, seed)
    found = both(np.concatenate((source[0], source[0])), source)
    assert found.found == 16
    assert found.share == 0.5


@given(seed=SEEDS)
def test_of_equal_batches_the_newest_is_named(seed: int) -> None:
    (source,) = batches(1, 16, 4, seed)
    assert both(source, [source, source.copy(), source.copy()]).sources == (2,)


@given(seed=SEEDS)
def test_rows_that_repeat_by_nature_are_no_evidence_out_of_order(seed: int) -> None:
    """Eight atoms: any two batches share most rows. False alarm at most 1e-9 a pair, by the bound itself."""
    draw = np.random.default_rng(seed)
    sources = [hash_rows(torch.from_numpy(draw.integers(0, 8, (64, 2)) // 4)) for _ in range(4)]
    assert both(sources[3], sources[:3]).pieces == ()
    assert both(sources[1], sources[:3]).sources == (1,)


def test_single_images_are_found_and_single_numbers_are_not() -> None:
    images, numbers = batches(3, 1, 784, 0), batches(3, 1, 1, 0)
    assert both(images[1], images).sources == (1,)
    assert both(numbers[1], numbers).pieces == ()


def test_nothing() -> None:
    nothing = hash_rows(torch.zeros(0, 2))
    assert cover(nothing, []).share == 0.0
    assert Library().find(nothing).pieces == ()
    assert cover(nothing, [nothing]).pieces == ()
    assert both(hash_rows(torch.randn(4, 2)), [nothing]).unknown.tolist() == [0, 1, 2, 3]


@pytest.mark.slow
@pytest.mark.parametrize("draw", [torch.rand, torch.randn])
def test_single_float32_numbers_coincide_but_make_no_piece(draw: object) -> None:
    """40,000 pairs of unrelated 1-D batches of 256: 65,536 pairs of rows each, hundreds with a row in common.

    The bound allows 1e-9 a pair: a wrong piece in 1 of 25,000 such tests.
    """
    generator = torch.Generator().manual_seed(0)
    sources = [hash_rows(draw(256, 1, generator=generator)) for _ in range(200)]  # type: ignore[operator]
    library = Library()
    for key, source in enumerate(sources):
        library.add(key, source)
    shared = 0
    for _ in range(200):
        rows = hash_rows(draw(256, 1, generator=generator))  # type: ignore[operator]
        shared += np.isin(rows, np.concatenate(sources)).sum()
        assert library.find(rows).pieces == ()
    assert shared > 10
