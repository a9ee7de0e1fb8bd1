"""The derivatives of both players' losses in the logits: written out for the common losses, autograd for the rest."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from gancheck.theory import Objective
from gancheck.theory.objectives import classic

Fill = Callable[[], object]


def discriminator_slope(objective: Objective, both: Tensor, into: Tensor) -> Fill:
    """What fills `into` with the slope of the discriminator's loss at `both`.

    Both are `(E, 2, m)`: the logits of m real rows, then of m fakes, of E independent GANs.
    """
    loss = objective.discriminator_loss
    m = both.shape[-1]
    if loss is classic.cross_entropy:
        # Of softplus(-v) and softplus(v): -sigmoid(-v) and sigmoid(v), which keep their digits in both tails.
        signs = torch.tensor([[-1.0], [1.0]], dtype=both.dtype, device=both.device)
        weights = signs / m
        return lambda: torch.mul(both, signs, out=into).sigmoid_().mul_(weights)
    if loss is classic.least_squares:
        real = into[:, 0]

        def fill() -> None:
            torch.mul(both, 1 / m, out=into)
            real.sub_(1 / m)

        return fill
    return _by_autograd(lambda v: loss(v[:, 0], v[:, 1]), both, into)


def generator_slope(objective: Objective, fake: Tensor, into: Tensor) -> Fill:
    """What fills `into` with the slope of the generator's loss at `fake`, the logits of fakes: both `(E, m)`."""
    loss = objective.generator_loss
    m = fake.shape[-1]
    if loss is classic.saturating:
        return lambda: torch.sigmoid(fake, out=into).mul_(-1 / m)
    if loss is classic.non_saturating:
        return lambda: torch.neg(fake, out=into).sigmoid_().mul_(-1 / m)
    if loss is classic.least_squares_generator:
        return lambda: torch.sub(fake, 1.0, out=into).mul_(1 / m)
    return _by_autograd(loss, fake, into)


def _by_autograd(loss: Callable[[Tensor], Tensor], logits: Tensor, into: Tensor) -> Fill:
    def fill() -> None:
        leaf = logits.clone().requires_grad_()
        with torch.enable_grad():
            (slope,) = torch.autograd.grad(loss(leaf), leaf)
        into.copy_(slope)

    return fill
