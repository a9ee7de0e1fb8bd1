"""A player's numbers in one tensor, of which its parameters and gradients are views."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gancheck.training.stacked import StackedLinear

# Buffers and layers of fewer units than this are held with the units outside: BLAS is up to ten times slower at
# products with a few columns than at those with a few rows.
NARROW = 16


@dataclass(frozen=True)
class Affine:
    """One layer of some members: `(E, in, out)` and `(E, 1, out)`, if `narrow` `(E, out, in)` and `(E, out, 1)`."""

    narrow: bool
    weight: Tensor
    bias: Tensor
    weight_gradient: Tensor
    bias_gradient: Tensor

    @property
    def fan_in(self) -> int:
        """Inputs of a unit."""
        return self.weight.shape[2 if self.narrow else 1]


class Flat:
    """The parameters of E perceptrons in one tensor, and their gradients in another: one update moves all of them.

    The weights of a layer, of all members, come before its biases, and those before the next layer's. `module` keeps
    its parameters: they become views, so that whoever looks at them or writes into them sees and changes these numbers.
    """

    def __init__(self, module: nn.Module) -> None:
        self._layers = affine_layers(module)
        self.members = 1 if isinstance(self._layers[0], nn.Linear) else len(self._layers[0].weight)
        self.parameters = [parameter for layer in self._layers for parameter in (layer.weight, layer.bias)]
        self.values = torch.empty(sum(p.numel() for p in self.parameters)).to(self.parameters[0].detach())
        self.gradients = torch.zeros_like(self.values)
        for parameter, view in zip(self.parameters, self.views(self.values), strict=True):
            view.copy_(parameter.detach())
            parameter.data = view
        self._trained = self.parameters[0].requires_grad
        self._gradient_views = self.views(self.gradients)
        self._places = [parameter.data_ptr() for parameter in self.parameters]

    def bound(self) -> bool:
        """Whether the module's parameters still are views: a copy's or a moved module's are not."""
        return all(
            p.data_ptr() == place and p.requires_grad == self._trained
            for p, place in zip(self.parameters, self._places, strict=True)
        )

    def show_gradients(self) -> None:
        """Let each parameter's `grad` be its part of the gradients."""
        for parameter, view in zip(self.parameters, self._gradient_views, strict=True):
            if parameter.grad is not view:
                parameter.grad = view

    def views(self, numbers: Tensor) -> list[Tensor]:
        """Each parameter's part of a tensor like `values`, in the parameter's shape."""
        found: list[Tensor] = []
        for layer, (weight, bias) in zip(self._layers, self._blocks(numbers), strict=True):
            alone, narrow = isinstance(layer, nn.Linear), sizes(layer)[1] < NARROW
            by_input = weight.transpose(1, 2) if narrow else weight
            found += [by_input[0].T, bias.flatten()] if alone else [by_input, bias.view(len(bias), 1, -1)]
        return found

    def part(self, numbers: Tensor, first: int, last: int) -> list[Tensor]:
        """The numbers of the members from `first` on, without `last`: in one piece if they are all members'."""
        if last - first == self.members:
            return [numbers]
        return [part for pair in self._blocks(numbers) for part in (pair[0][first:last], pair[1][first:last])]

    def layers(self, first: int, last: int) -> list[Affine]:
        """The layers of the members from `first` on, without `last`."""
        values, gradients = self._blocks(self.values), self._blocks(self.gradients)
        return [
            Affine(sizes(layer)[1] < NARROW, *(part[first:last] for part in (*v, *g)))
            for layer, v, g in zip(self._layers, values, gradients, strict=True)
        ]

    def by_member(self) -> list[Tensor]:
        """The values with the members outside, `(E, ...)`, in as many pieces as there are parameters."""
        return [part for pair in self._blocks(self.values) for part in pair]

    def _blocks(self, numbers: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Each layer's weights and biases of all members, as they are held."""
        start, found = 0, []
        for layer in self._layers:
            fan_in, units = sizes(layer)
            middle = start + self.members * fan_in * units
            end = middle + self.members * units
            shapes = ((units, fan_in), (units, 1)) if units < NARROW else ((fan_in, units), (1, units))
            found.append(
                (
                    numbers[start:middle].view(self.members, *shapes[0]),
                    numbers[middle:end].view(self.members, *shapes[1]),
                )
            )
            start = end
        return found


def affine_layers(module: nn.Module) -> list[nn.Linear | StackedLinear]:
    """The linear layers of a network, in order."""
    return [layer for layer in module.modules() if isinstance(layer, nn.Linear | StackedLinear)]


def sizes(layer: nn.Linear | StackedLinear) -> tuple[int, int]:
    """Inputs and units of a layer."""
    if isinstance(layer, nn.Linear):
        return layer.in_features, layer.out_features
    return layer.weight.shape[1], layer.weight.shape[2]
