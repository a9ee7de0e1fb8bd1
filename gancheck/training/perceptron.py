"""E perceptrons' forward and backward passes, written out into buffers that are made once.

The numbers are autograd's to rounding: the same matrix products, with what is held and what is overwritten chosen so
that the buffers of a pass stay in the processor's cache.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from gancheck.training.flat import NARROW, Affine
from gancheck.training.pointwise import Pointwise, pointwise
from gancheck.training.stacked import StackedLinear


def why_not_written_out(module: nn.Module) -> str | None:
    """Why a network is no perceptron that `Passes` can write out, None for one that is."""
    if type(module) is not nn.Sequential:
        return f"{type(module).__name__} is not nn.Sequential"
    after_linear, seen = False, set()
    for layer in leaves(module):
        if type(layer) in (nn.Linear, StackedLinear):
            if layer.bias is None or not all(p.requires_grad for p in layer.parameters()) or layer in seen:
                return "a linear layer has no bias, is frozen or is used twice"
            seen.add(layer)
            after_linear = True
        elif not after_linear or pointwise(layer) is None:
            return f"{layer} is not written out here"
        else:
            after_linear = False
        if hooked(layer):
            return f"{layer} has hooks"
    if not seen:
        return "it has no linear layer"
    return "it has hooks" if hooked(module) else None


def hooked(layer: nn.Module) -> bool:
    """Whether somebody watches a module's passes."""
    return bool(layer._forward_hooks or layer._forward_pre_hooks or layer._backward_hooks or layer._backward_pre_hooks)


def activations(module: nn.Module) -> list[Pointwise | None]:
    """What follows each linear layer."""
    found: list[Pointwise | None] = []
    for layer in leaves(module):
        if type(layer) in (nn.Linear, StackedLinear):
            found.append(None)
        else:
            found[-1] = pointwise(layer)
    return found


class Passes:
    """The passes of E perceptrons over n rows each.

    `inputs`, `hidden` and `outputs` are buffers of the layers' units, `(E, n, units)`, or `(E, units, n)` if these are
    fewer than `NARROW`. `backward` overwrites them: it can be called once after each `forward`. `spare` is flat, as
    large as the widest of them.
    """

    def __init__(
        self,
        layers: Sequence[Affine],
        after: Sequence[Pointwise | None],
        inputs: Tensor,
        hidden: Sequence[Tensor],
        outputs: Tensor,
        spare: Tensor,
    ) -> None:
        buffers = [(inputs, layers[0].fan_in < NARROW)]
        buffers += [(buffer, layer.narrow) for buffer, layer in zip((*hidden, outputs), layers, strict=True)]
        self._steps = [
            _Layer(layer, activation, x, y[0], spare)
            for layer, activation, (x, y) in zip(layers, after, itertools.pairwise(buffers), strict=True)
        ]
        self._numbered = list(enumerate(self._steps))

    def forward(self) -> None:
        """Fill the outputs."""
        for layer in self._steps:
            layer.forward()

    def backward(self, slope: Tensor, *, weights: bool = True, inputs: Tensor | None = None) -> None:
        """Take the slope in the outputs back to the layers' gradients, and into `inputs` if given.

        Both are held as what they are the slope of.
        """
        for i, layer in reversed(self._numbered):
            slope = layer.before_activation(slope)
            if weights:
                layer.weight_gradients(slope)
            if i or inputs is not None:
                slope = layer.input_slope(slope, layer.spare if i or inputs is None else inputs)


class _Layer:
    """One layer and the activation behind it, from buffer x to buffer y."""

    def __init__(
        self, layer: Affine, activation: Pointwise | None, held: tuple[Tensor, bool], y: Tensor, spare: Tensor
    ) -> None:
        x, self._narrow_inputs = held
        self.layer = layer
        self.activation = activation
        self.y = y
        self.x, self.x_transposed = (x.transpose(1, 2), x) if self._narrow_inputs else (x, x.transpose(1, 2))
        self.weight_transposed = layer.weight.transpose(1, 2)
        self.spare = spare[: x.numel()].view(x.shape)

    def forward(self) -> None:
        layer = self.layer
        if layer.narrow:
            torch.baddbmm(layer.bias, layer.weight, self.x_transposed, out=self.y)
        else:
            torch.baddbmm(layer.bias, self.x, layer.weight, out=self.y)
        if self.activation is not None:
            self.activation.forward(self.y)

    def before_activation(self, slope: Tensor) -> Tensor:
        if self.activation is not None:
            self.activation.backward(slope, self.y)
        else:  # the slope may lie in the spare buffer, which is needed next
            self.y.copy_(slope)
        return self.y

    def weight_gradients(self, slope: Tensor) -> None:
        layer = self.layer
        if layer.narrow:
            torch.bmm(slope, self.x, out=layer.weight_gradient)
            torch.sum(slope, 2, keepdim=True, out=layer.bias_gradient)
        else:
            torch.bmm(self.x_transposed, slope, out=layer.weight_gradient)
            torch.sum(slope, 1, keepdim=True, out=layer.bias_gradient)

    def input_slope(self, slope: Tensor, into: Tensor) -> Tensor:
        layer = self.layer
        if self._narrow_inputs:
            if layer.narrow:
                torch.bmm(self.weight_transposed, slope, out=into)
            else:
                torch.bmm(layer.weight, slope.transpose(1, 2), out=into)
        elif not layer.narrow:
            torch.bmm(slope, self.weight_transposed, out=into)
        elif slope.shape[1] == 1:  # an outer product
            torch.mul(slope.transpose(1, 2), layer.weight, out=into)
        else:
            torch.bmm(slope.transpose(1, 2), layer.weight, out=into)
        return into


def leaves(module: nn.Module) -> list[nn.Module]:
    """The layers of nested `nn.Sequential`, without those that do nothing."""
    found: list[nn.Module] = []
    for layer in module if isinstance(module, nn.Sequential) else ():  # `children()` names a layer used twice once
        if type(layer) is nn.Sequential:
            found += leaves(layer)
        elif type(layer) is not nn.Identity:
            found.append(layer)
    return found
