"""The pace: learning rates and momentum as functions of the iteration."""

import pytest
import torch
from torch import nn

from gancheck.training import Decay, MomentumRamp
from gancheck.training.schedule import set_pace


def test_linear_decay_ends_one_step_above_zero() -> None:
    rates = [Decay("linear").rate(0.2, i, 4) for i in range(4)]
    assert rates == pytest.approx([0.2, 0.15, 0.1, 0.05])


def test_none_is_constant() -> None:
    assert {Decay("none").rate(0.2, i, 4) for i in range(4)} == {0.2}


def test_exponential_is_the_published_one() -> None:
    """.1 / 1.000004^t, at least 1e-6: half after log 2 / log 1.000004 = 173,287 steps."""
    decay = Decay("exponential")
    assert decay.rate(0.1, 0, 1) == 0.1
    assert decay.rate(0.1, 173_287, 1) == pytest.approx(0.05, rel=1e-5)
    assert decay.rate(0.1, 10**7, 1) == 1e-6


def test_momentum_ramp() -> None:
    ramp = MomentumRamp(0.5, 0.7, 250)
    assert [ramp.momentum(i) for i in (0, 125, 250, 1000)] == pytest.approx([0.5, 0.6, 0.7, 0.7])


def test_set_pace_reaches_every_group() -> None:
    groups = [{"params": [nn.Parameter(torch.ones(1))]}, {"params": [nn.Parameter(torch.ones(1))]}]
    optimizer = torch.optim.SGD(groups, lr=1.0, momentum=0.1)
    set_pace(optimizer, 0.3, None)
    assert [(g["lr"], g["momentum"]) for g in optimizer.param_groups] == [(0.3, 0.1)] * 2
    set_pace(optimizer, 0.2, 0.6)
    assert [(g["lr"], g["momentum"]) for g in optimizer.param_groups] == [(0.2, 0.6)] * 2


def test_bad_requests() -> None:
    with pytest.raises(ValueError, match="'none', 'linear' or 'exponential'"):
        Decay("cosine")
    with pytest.raises(ValueError, match="factor >= 1"):
        Decay("exponential", factor=0.5)
