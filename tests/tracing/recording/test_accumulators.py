"""Each parameter's gradient, as a backward pass delivers it."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import torch
from torch import Tensor

from gancheck.tracing.recording.accumulators import Accumulators
from tests.tracing.loops import mlp


def listening() -> tuple[Accumulators, list[tuple[int, Tensor]]]:
    heard: list[tuple[int, Tensor]] = []
    return Accumulators(lambda key, gradient: heard.append((key, gradient.clone()))), heard


def test_every_pass_is_heard_and_not_the_sum() -> None:
    net, (watching, heard) = mlp(3, 1), listening()
    parameters = list(net.parameters())
    watching.watch(parameters)
    watching.watch(parameters)
    x = torch.randn(4, 3)
    wanted = torch.autograd.grad(net(x).sum(), parameters)
    assert heard == [] or {key for key, _ in heard} == {id(p) for p in parameters}
    heard.clear()
    for _ in range(2):
        loss: Any = net(x).sum()
        loss.backward()
    assert len(heard) == 2 * len(parameters)
    for p, gradient in zip(parameters, wanted, strict=True):
        mine = [part for key, part in heard if key == id(p)]
        assert len(mine) == 2
        for part in mine:
            torch.testing.assert_close(part, gradient)
        torch.testing.assert_close(p.grad, 2 * gradient)


def test_parameters_carry_nothing() -> None:
    net, (watching, heard) = mlp(3, 1), listening()
    watching.watch(list(net.parameters()))
    for p in net.parameters():
        assert not p._backward_hooks
    other = copy.deepcopy(net)
    pickle.loads(pickle.dumps(net))
    loss: Any = other(torch.randn(4, 3)).sum()
    loss.backward()
    assert heard == []


def test_released_and_not_required_yet() -> None:
    net, (watching, heard) = mlp(3, 1), listening()
    net.requires_grad_(False)
    watching.watch(list(net.parameters()))
    assert watching.known == set()
    net.requires_grad_(True)
    watching.watch(list(net.parameters()))
    assert watching.known == {id(p) for p in net.parameters()}
    watching.release()
    loss: Any = net(torch.randn(4, 3)).sum()
    loss.backward()
    assert heard == []
