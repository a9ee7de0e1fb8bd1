"""Optimizers, whenever they were made."""

from __future__ import annotations

import torch
from torch.optim import Optimizer

from gancheck.tracing.recording.living import living
from gancheck.tracing.recording.optimizers import Optimizers, parameters_of, settings_of
from tests.tracing.loops import mlp


def test_those_from_before_and_those_from_now_on() -> None:
    one, two = mlp(3, 1), mlp(3, 1)
    before = torch.optim.Adam(one.parameters())
    optimizers = Optimizers()
    original = Optimizer.add_param_group
    optimizers.start(living(Optimizer))
    try:
        assert any(known is before for known in optimizers.known)
        after = torch.optim.SGD(two.parameters(), 0.1)
        assert optimizers.known[-1] is after
        assert optimizers.groups_added == 1
        assert optimizers.number(after) == len(optimizers.known) - 1
        after.add_param_group({"params": [torch.nn.Parameter(torch.ones(1))]})
        assert optimizers.groups_added == 2
        assert sum(known is after for known in optimizers.known) == 1
        owners = optimizers.owners()
        assert {owners[id(p)] for p in one.parameters()} == {optimizers.number(before)}
        assert {owners[id(p)] for p in two.parameters()} == {optimizers.number(after)}
    finally:
        optimizers.stop()
    assert Optimizer.add_param_group is original
    count = len(optimizers.known)
    torch.optim.SGD(two.parameters(), 0.1)
    assert len(optimizers.known) == count
    optimizers.stop()


def test_groups_and_settings() -> None:
    net = mlp(3, 1)
    groups = [{"params": [p]} for p in net.parameters()]
    optimizer = torch.optim.Adam(groups, lr=2e-4, betas=(0.5, 0.999))
    assert [id(p) for p in parameters_of(optimizer)] == [id(p) for p in net.parameters()]
    settings = settings_of(optimizer)
    assert (settings["class"], settings["groups"]) == ("Adam", 4)
    assert (settings["lr"], settings["betas"]) == (2e-4, (0.5, 0.999))
    assert "params" not in settings
    tensor = torch.optim.Adam(net.parameters(), lr=torch.tensor(0.5))
    assert settings_of(tensor)["lr"] == 0.5
