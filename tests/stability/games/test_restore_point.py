"""A restore point: whatever a training step does, all is as it was, down to the identity of tensors."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from gancheck.stability.games.restore_point import RestorePoint

OPTIMIZERS = [
    lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.5),
    lambda p: torch.optim.Adam(p, lr=0.1),
    lambda p: torch.optim.RMSprop(p, lr=0.1),
    lambda p: torch.optim.LBFGS(p, lr=0.1),
]


def build(make: object) -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(0)
    module = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Dropout(0.5), nn.Linear(3, 1)).double()
    assert callable(make)
    return module, make(module.parameters())


def train(module: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    x = torch.randn(8, 2, dtype=torch.float64)

    def closure() -> float:
        optimizer.zero_grad()
        loss = module(x).square().mean()
        loss.backward()
        return float(loss.detach())

    optimizer.step(closure)
    optimizer.param_groups[0]["lr"] *= 0.9
    module[1].running_mean = module[1].running_mean * 2.0  # a new tensor in the buffer's place
    module.eval()


def state(module: nn.Module, optimizer: torch.optim.Optimizer) -> list[object]:
    gradients = [None if p.grad is None else p.grad.clone() for p in module.parameters()]
    modes = [part.training for part in module.modules()]
    parts = [module.state_dict(), optimizer.state_dict(), gradients, modes, torch.get_rng_state()]
    return copy.deepcopy(parts)


@pytest.mark.parametrize("make", OPTIMIZERS, ids=["SGD", "Adam", "RMSprop", "LBFGS"])
@pytest.mark.parametrize("before", [0, 2])
def test_all_is_put_back_as_often_as_wanted(make: object, before: int) -> None:
    module, optimizer = build(make)
    for _ in range(before):
        train(module, optimizer)
    known = state(module, optimizer)
    tensors = [*module.parameters(), *module.buffers(), *(p.grad for p in module.parameters())]
    point = RestorePoint([module], [optimizer])
    for _ in range(2):
        train(module, optimizer)
        point.restore()
        same = [*module.parameters(), *module.buffers(), *(p.grad for p in module.parameters())]
        assert all(a is b for a, b in zip(tensors, same, strict=True))
        torch.testing.assert_close(state(module, optimizer), known, rtol=0, atol=0)


def test_training_goes_on_as_if_nothing_had_been() -> None:
    module, optimizer = build(OPTIMIZERS[1])
    train(module, optimizer)
    point = RestorePoint([module], [optimizer])
    train(module, optimizer)
    once = state(module, optimizer)
    point.restore()
    train(module, optimizer)
    torch.testing.assert_close(state(module, optimizer), once, rtol=0, atol=0)


def test_the_generator_may_go_on() -> None:
    module, optimizer = build(OPTIMIZERS[0])
    point = RestorePoint([module], [optimizer])
    torch.randn(3)
    after = torch.get_rng_state()
    point.restore(generator=False)
    assert torch.equal(torch.get_rng_state(), after)


def test_shared_parameters_and_those_of_no_module_are_kept_once() -> None:
    layer, apart = nn.Linear(1, 1), torch.zeros(1, requires_grad=True)
    point = RestorePoint([layer, nn.Sequential(layer)], [torch.optim.SGD([layer.weight, apart], lr=0.1)])
    assert len(point.parameters) == 3
