"""A net and what became of its weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from gancheck.tracing.recording.nets import Net
from tests.tracing.loops import mlp


def test_movement_and_versions() -> None:
    module: Any = mlp(3, 1)
    net = Net(0, "d", module)
    assert net.moved() == frozenset()
    module[2].weight.data += 0.1
    assert net.moved() == {id(module[2].weight)}
    assert net.moved() == frozenset()
    module[0].bias.data.fill_(float("nan"))
    assert net.moved() == {id(module[0].bias)}
    assert net.moved() == frozenset()
    assert net.version == 2


def test_how_far_down() -> None:
    module = mlp(3, 1)
    net = Net(0, "d", module)
    before = {id(p): p.detach().clone() for p in module.parameters()}
    for p in module.parameters():
        p.data -= 0.25
    net.moved()
    for key, part in net.descended().items():
        np.testing.assert_allclose(part, np.full(before[key].numel(), 0.25), atol=1e-6)
    assert all(not part.any() for part in net.descended().values())


def test_the_greatest() -> None:
    module = mlp(3, 1)
    net = Net(0, "d", module)
    top, reached = net.greatest()
    assert top == max(float(p.detach().abs().max()) for p in module.parameters())
    assert not reached
    for p in module.parameters():
        p.data.clamp_(-0.01, 0.01)
    top, reached = net.greatest()
    assert top == pytest.approx(0.01)
    assert reached


def test_running_statistics() -> None:
    module = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    net = Net(0, "d", module)
    module.eval()(torch.randn(8, 3))
    assert not net.statistics_moved()
    module.train()(torch.randn(8, 3))
    assert net.statistics_moved()
    assert not net.statistics_moved()
    assert net.modes() == (True,)
    module.eval()
    assert net.modes() == (False,)
    assert not Net(0, "d", mlp(3, 1)).statistics_moved()


def test_spectral_norm() -> None:
    for norm in (nn.utils.parametrizations.spectral_norm, nn.utils.spectral_norm):
        assert Net(0, "d", nn.Sequential(norm(nn.Linear(3, 4)), nn.Sigmoid())).spectral
    assert not Net(0, "d", nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))).spectral


def test_names_and_kinds() -> None:
    module = mlp(3, 1)
    net = Net(0, "d", module)
    assert net.kind == "Sequential"
    assert net.parameter_names()[id(module[0].weight)] == "0.weight"
    raw = Net(1, "w", nn.Module(), [torch.ones(2)])
    assert (raw.kind, raw.raw, len(raw.ids)) == ("raw tensors", True, 1)
    assert Net(2, "e", nn.Module(), []).moved() == frozenset()
