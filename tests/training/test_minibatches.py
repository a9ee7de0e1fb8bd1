"""Streams of minibatches: fresh, equal for one and for many, and taken up where they stood."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from gancheck.theory import Density, Gaussian
from gancheck.training import Minibatches
from gancheck.training.minibatches import _BLOCK, seeds_for


class Counting(Density):
    """Rows 0, 1, 2, ...: no row occurs twice."""

    def __init__(self) -> None:
        self.drawn = 0

    def log_prob(self, x: Tensor) -> Tensor:
        raise NotImplementedError

    def sample(self, n: int, *, generator: torch.Generator | None = None, dtype: torch.dtype = torch.float64) -> Tensor:
        rows = torch.arange(self.drawn, self.drawn + n, dtype=dtype).unsqueeze(1)
        self.drawn += n
        return rows


def test_every_row_is_used_once_and_in_order() -> None:
    minibatches = Minibatches(Counting(), 4, 0, dtype=torch.float64)
    rows = torch.cat([minibatches() for _ in range(3 * _BLOCK + 5)])
    assert torch.equal(rows[:, 0], torch.arange(4.0 * (3 * _BLOCK + 5), dtype=torch.float64))


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=5), st.integers(1, 2 * _BLOCK + 3))
def test_member_i_draws_what_its_seed_draws_alone(seeds: list[int], calls: int) -> None:
    together = Minibatches(Gaussian(1.0, 2.0), 3, seeds)
    alone = [Minibatches(Gaussian(1.0, 2.0), 3, seed) for seed in seeds]
    for _ in range(calls):
        assert torch.equal(together(), torch.stack([stream() for stream in alone]))


@given(st.integers(0, 2**32 - 1), st.integers(0, 2 * _BLOCK + 1))
def test_state_is_taken_up_bit_for_bit(seed: int, calls: int) -> None:
    stream = Minibatches(Gaussian(), 2, seed)
    for _ in range(calls):
        stream()
    again = Minibatches(Gaussian(), 2, 0)
    again.load_state_dict(stream.state_dict())
    for _ in range(_BLOCK + 1):
        assert torch.equal(stream(), again())


def test_shapes_and_dtypes() -> None:
    assert Minibatches(Gaussian(), 5, 1)().shape == (5, 1)
    assert Minibatches(Gaussian(), 5, [1, 2])().shape == (2, 5, 1)
    assert Minibatches(Gaussian(), 5, 1, dtype=torch.float64)().dtype == torch.float64


def test_streams_of_a_seed_differ_and_nearby_seeds_share_none() -> None:
    words = [word for seed in range(200) for word in seeds_for(seed, 3)]
    assert len(set(words)) == len(words)
    assert seeds_for(2**63 + 5, 3) != seeds_for(5, 3)


def test_bad_requests() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        Minibatches(Gaussian(), 0, 1)
    with pytest.raises(ValueError, match="non-negative"):
        seeds_for(-1, 2)
