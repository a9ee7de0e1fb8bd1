"""The observer: what it says of every usual way to step, and that it changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from gancheck.targets import observe

Loop = Callable[[nn.Module, torch.optim.Optimizer], None]


def _loss(net: nn.Module) -> Tensor:
    return net(torch.randn(16, 3)).square().mean()


def plain(net: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    optimizer.zero_grad()
    _loss(net).backward()
    optimizer.step()


def zero_after(net: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    _loss(net).backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)


def two_passes(net: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    optimizer.zero_grad()
    _loss(net).backward()
    _loss(net).backward()
    optimizer.step()


def clipped(net: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    optimizer.zero_grad()
    _loss(net).backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1e-3)
    optimizer.step()


def leaked_then_zeroed(net: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Another player's pass leaves gradients that are thrown away."""
    _loss(net).backward()
    plain(net, optimizer)


def assigned(net: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    gradients = torch.autograd.grad(_loss(net), list(net.parameters()))
    for parameter, gradient in zip(net.parameters(), gradients, strict=True):
        parameter.grad = gradient
    optimizer.step()


def never_zeroed(net: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    _loss(net).backward()
    optimizer.step()


def by_value(net: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    optimizer.zero_grad()
    _loss(net).backward()
    nn.utils.clip_grad_value_(net.parameters(), 1e-3)
    optimizer.step()


def _run(loop: Loop, steps: int = 5) -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 2))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(steps):
        loop(net, optimizer)
    return net, optimizer


@pytest.mark.parametrize("loop", [plain, zero_after, two_passes, clipped, leaked_then_zeroed, assigned])
def test_fresh_gradients_are_told(loop: Loop) -> None:
    with observe() as seen:
        _run(loop)
    assert [step.freshness for step in seen.steps] == ["fresh"] * 4


def test_accumulated_gradients_are_told() -> None:
    with observe() as seen:
        _run(never_zeroed)
    assert [step.freshness for step in seen.steps] == ["accumulated"] * 4


def test_what_is_no_sum_of_passes_is_unknown() -> None:
    with observe() as seen:
        _run(by_value)
    assert [step.freshness for step in seen.steps] == ["unknown"] * 4


@pytest.mark.parametrize("loop", [plain, two_passes, never_zeroed, assigned])
def test_nothing_changes_bit_for_bit_and_no_hook_stays(loop: Loop) -> None:
    alone, _ = _run(loop)
    with observe():
        watched, _ = _run(loop)
    for a, b in zip(alone.parameters(), watched.parameters(), strict=True):
        assert torch.equal(a, b)
        assert not b._backward_hooks
    with observe() as seen:
        pass
    _run(plain)
    assert not seen.steps
    assert not seen.calls


def test_calls_are_told_with_what_was_fed_and_returned() -> None:
    net = nn.Sequential(nn.Linear(3, 2), nn.Tanh())
    x = torch.randn(4, 3)
    with observe() as seen:
        y = net(x)
    last = seen.calls[-1]
    assert last.parameters == {id(p) for p in net.parameters()}
    assert torch.equal(last.fed, x)
    assert torch.equal(last.returned, y)
