"""Activations in place, and their backward passes from the outputs alone: no buffer for what went in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

_backward = torch.ops.aten


@dataclass(frozen=True)
class Pointwise:
    """`forward(y)` changes y in place; `backward(slope, y)` writes the slope in front of the activation over y."""

    forward: Callable[[Tensor], object]
    backward: Callable[[Tensor, Tensor], object]


def pointwise(module: nn.Module) -> Pointwise | None:
    """The activation of a module, None for one that is not known from its outputs."""
    if type(module) is nn.LeakyReLU and module.negative_slope >= 0:
        slope = module.negative_slope
        return Pointwise(
            lambda y: functional.leaky_relu_(y, slope),
            lambda d, y: _backward.leaky_relu_backward.grad_input(d, y, slope, True, grad_input=y),
        )
    if type(module) is nn.ReLU:
        return Pointwise(torch.relu_, lambda d, y: _backward.threshold_backward.grad_input(d, y, 0, grad_input=y))
    if type(module) is nn.Tanh:
        return Pointwise(torch.tanh_, lambda d, y: _backward.tanh_backward.grad_input(d, y, grad_input=y))
    if type(module) is nn.Sigmoid:
        return Pointwise(torch.sigmoid_, lambda d, y: _backward.sigmoid_backward.grad_input(d, y, grad_input=y))
    return None
