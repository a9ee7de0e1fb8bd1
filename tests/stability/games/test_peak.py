"""Where a discriminator is highest: exactly where it is piecewise linear, and not below any point else."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from gancheck import strategies
from gancheck.stability.games.peak import highest


@given(seed=st.integers(0, 2**31 - 1), probe=st.integers(0, 2**31 - 1))
def test_a_piecewise_linear_maximum_is_at_a_kink_or_an_end(seed: int, probe: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    module = nn.Sequential(nn.Linear(1, 6), nn.LeakyReLU(0.2), nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 1)).double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator, dtype=torch.float64))
    at, top = highest(module, -3.0, 2.0)
    assert -3.0 <= at <= 2.0
    x = torch.from_numpy(np.random.default_rng(probe).uniform(-3, 2, (5000, 1)))
    with torch.no_grad():
        assert float(module(x).max()) <= top + 1e-12
        assert float(module(torch.tensor([[at]], dtype=torch.float64))) == pytest.approx(top, abs=1e-12)


@given(logit=strategies.discriminators(), probe=st.integers(0, 2**31 - 1))
def test_no_point_is_higher(logit, probe: int) -> None:  # type: ignore[no-untyped-def]
    _, top = highest(logit, -5.0, 5.0)
    x = torch.from_numpy(np.random.default_rng(probe).uniform(-5, 5, (5000, 1)))
    with torch.no_grad():
        assert float(logit(x).max()) <= top + 1e-6


def test_a_smooth_peak_between_the_nodes() -> None:
    at, top = highest(lambda x: torch.sin(x[:, 0]), 0.0, 10.0)
    assert top == pytest.approx(1.0, abs=1e-15)
    assert min(abs(at - np.pi / 2), abs(at - 5 * np.pi / 2)) < 1e-6


def needle(x: Tensor) -> Tensor:
    return -1e4 * (x[:, 0] - 0.5003).abs()


def test_a_landmark_tells_of_a_needle() -> None:
    assert highest(needle, -10.0, 10.0, [0.5003]) == (0.5003, 0.0)


def test_single_precision_and_infinite_logits() -> None:
    module = nn.Linear(1, 1)
    at, _ = highest(module, -1.0, 1.0)
    assert at == (1.0 if float(module.weight.detach()) > 0 else -1.0)
    assert highest(lambda x: torch.where(x[:, 0] > 1.0, torch.inf, 0.0), 0.0, 2.0)[1] == np.inf


def test_no_number_is_told() -> None:
    with pytest.raises(ValueError, match=r"logit is not a number at x = -1"):
        highest(lambda x: x[:, 0].log(), -1.0, 1.0)
