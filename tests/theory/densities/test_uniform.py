import math

import pytest
import torch

from gancheck.theory.densities import Uniform


def test_both_ends_belong_to_it_and_nothing_beyond() -> None:
    density = Uniform(-1, 3)
    x = torch.tensor([-1 - 1e-9, -1.0, 0.0, 3.0, 3 + 1e-9], dtype=torch.float64)[:, None]
    assert density.log_prob(x).tolist() == [-math.inf, *[-math.log(4)] * 3, -math.inf]


def test_draws_stay_inside() -> None:
    draws = Uniform(2, 3).sample(100_000, generator=torch.Generator().manual_seed(0), dtype=torch.float32)
    assert draws.min() >= 2
    assert draws.max() <= 3


def test_what_it_knows_of_itself() -> None:
    density = Uniform(-1, 3)
    assert density.support == ((-1, 3),)
    assert density.landmarks == (-1, 3)
    assert density.center == (1,)
    assert density.scale == pytest.approx(4 / math.sqrt(12))
    assert repr(density) == "U(-1, 3)"
    assert repr(Uniform(-math.sqrt(3), math.sqrt(3))) == "U(-1.732, 1.732)"


def test_wrong_ends_are_named() -> None:
    with pytest.raises(ValueError, match="Uniform: low must be below high, not low = 1 and high = 1"):
        Uniform(1, 1)
    with pytest.raises(ValueError, match="Uniform: high must be finite, not inf"):
        Uniform(1, math.inf)
