"""Gradients of other passes than the update's own."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from tests.tracing.loops import Gan, softplus, told, watched

NAME = "fresh-gradients"


class Accumulated(Gan):
    """G's gradients are never zeroed."""

    def step_g(self) -> None:
        self.g_loss().backward()
        self.of_g.step()


class Leaked(Gan):
    """D keeps what G's pass left in it."""

    def step_d(self) -> None:
        self.d_loss().backward()
        self.of_d.step()
        self.of_d.zero_grad()


class Twice(Gan):
    """One backward pass, two steps with it."""

    def step_d(self) -> None:
        super().step_d()
        self.of_d.step()


class Noisy(Gan):
    """Noise is added to the gradient before the step, as large as the gradient itself."""

    def step_d(self) -> None:
        self.of_d.zero_grad()
        self.d_loss().backward()
        for p in self.d.parameters():
            assert p.grad is not None
            p.grad += torch.randn_like(p) * p.grad.abs().mean()
        self.of_d.step()


@pytest.mark.parametrize(
    ("gan", "cause"), [(Accumulated, "accumulated"), (Leaked, "leaked"), (Twice, "stale"), (Noisy, "unknown")]
)
def test_what_is_not_fresh(gan: type[Gan], cause: str) -> None:
    assert told(NAME, watched(gan())) == {("violation", cause): 1}


class Micro(Gan):
    """Real and fake are backpropagated apart, on two micro-batches each, and stepped once."""

    def step_d(self) -> None:
        self.of_d.zero_grad()
        for _ in range(2):
            (softplus(-self.d(self.real())).mean() / 2).backward()
            (softplus(self.d(self.fake().detach())).mean() / 2).backward()
        self.of_d.step()


class Averaged(Gan):
    """The mean over micro-batches is taken in the gradients."""

    def step_d(self) -> None:
        self.of_d.zero_grad()
        for _ in range(4):
            self.d_loss().backward()
        for p in self.d.parameters():
            assert p.grad is not None
            p.grad /= 4
        self.of_d.step()


class Zeroed(Gan):
    """All gradients are zeroed by the nets, at the end of a step, and not set to None."""

    def step_d(self) -> None:
        self.d_loss().backward()
        self.of_d.step()
        self.d.zero_grad(set_to_none=False)

    def step_g(self) -> None:
        self.g_loss().backward()
        self.of_g.step()
        self.g.zero_grad(set_to_none=False)
        self.d.zero_grad(set_to_none=False)


class Given(Gan):
    """Gradients are taken by `autograd.grad`, and assigned."""

    def give(self, loss: Tensor, net: torch.nn.Module) -> None:
        parameters = list(net.parameters())
        for p, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            p.grad = gradient

    def step_d(self) -> None:
        self.give(self.d_loss(), self.d)
        self.of_d.step()

    def step_g(self) -> None:
        self.give(self.g_loss(), self.g)
        self.of_g.step()


@pytest.mark.parametrize("gan", [Gan, Micro, Averaged, Zeroed, Given])
def test_what_is_fresh(gan: type[Gan]) -> None:
    assert told(NAME, watched(gan())) == {("kept", ""): 1}


@pytest.mark.parametrize("by_norm", [False, True])
def test_clipping_is_noted(by_norm: bool) -> None:
    class Clipped(Gan):
        def step_g(self) -> None:
            self.of_g.zero_grad()
            self.g_loss().backward()
            if by_norm:
                torch.nn.utils.clip_grad_norm_(self.g.parameters(), 3e-3)
            else:
                torch.nn.utils.clip_grad_value_(self.g.parameters(), 3e-3)
            self.of_g.step()

    assert told(NAME, watched(Clipped())) == {("note", "clipped"): 1, ("kept", ""): 1}
