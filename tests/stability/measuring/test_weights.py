"""Gradient norms, finiteness and the drift of parameters."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from gancheck.stability.measuring import weights
from gancheck.stability.measuring.weights import Drift, finite, gradient_norm
from gancheck.training import mlp


def test_the_norm_of_the_gradient_is_over_all_parameters() -> None:
    net = mlp((2, 3, 1))
    assert math.isnan(gradient_norm(net))
    net(torch.ones(4, 2)).sum().backward()
    squares = sum(float(p.grad.double().square().sum()) for p in net.parameters())
    assert gradient_norm(net) == pytest.approx(math.sqrt(squares), rel=1e-6)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_one_number_that_is_none(bad: float) -> None:
    net = mlp((2, 3, 1))
    assert finite(net)
    with torch.no_grad():
        net[2].bias[0] = bad
    assert not finite(net)
    assert finite(nn.ReLU())


def test_drift_is_relative_to_where_it_was() -> None:
    net, drift = nn.Linear(2, 2), Drift()
    with torch.no_grad():
        net.weight.fill_(3.0)
        net.bias.zero_()
    assert math.isnan(drift.since(net))
    with torch.no_grad():
        net.bias[0] = 1.2
    assert drift.since(net) == pytest.approx(1.2 / 6.0)
    assert drift.since(net) == 0.0
    assert math.isnan(Drift().since(nn.ReLU()))


def test_a_large_player_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "_KEPT", 100)
    net, drift = nn.Linear(100, 50, bias=False), Drift()
    drift.since(net)
    assert drift._last is not None
    assert len(drift._last) == 100
    with torch.no_grad():
        net.weight.mul_(1.01)
    assert drift.since(net) == pytest.approx(0.01, rel=1e-3)
