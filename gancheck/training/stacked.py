"""E networks of one architecture as one: batched matrix products over parameters of shape (E, in, out)."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from gancheck.training.networks import Maxout

# Modules that act on every number by itself and hold none: the members can share one.
_POINTWISE = (
    nn.Identity,
    nn.ReLU,
    nn.LeakyReLU,
    nn.Tanh,
    nn.Sigmoid,
    nn.Softplus,
    nn.ELU,
    nn.SELU,
    nn.GELU,
    nn.SiLU,
    nn.Hardtanh,
)


class StackedLinear(nn.Module):
    """E linear layers, `(E, n, in)` to `(E, n, out)`. `weight` is `(E, in, out)`, `bias` `(E, 1, out)`."""

    def __init__(self, layers: Sequence[nn.Linear]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.stack([layer.weight.detach().T for layer in layers]))
        self.bias = nn.Parameter(torch.stack([layer.bias.detach().unsqueeze(0) for layer in layers]))

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs of all members."""
        return torch.baddbmm(self.bias, x, self.weight)

    def member(self, i: int) -> nn.Linear:
        """Return member i's layer, with weights of its own."""
        _, fan_in, units = self.weight.shape
        layer = nn.Linear(fan_in, units, device=self.weight.device, dtype=self.weight.dtype)
        with torch.no_grad():
            layer.weight.copy_(self.weight[i].T)
            layer.bias.copy_(self.bias[i, 0])
        return layer


class StackedMaxout(nn.Module):
    """E layers of maxout units at once."""

    def __init__(self, layers: Sequence[Maxout]) -> None:
        super().__init__()
        self.pieces = layers[0].pieces
        self.linear = StackedLinear([layer.linear for layer in layers])

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs of all members, `(E, n, in)` to `(E, n, units)`."""
        pieces: Tensor = self.linear(x).unflatten(-1, (-1, self.pieces))
        return pieces.amax(-1)

    def member(self, i: int) -> Maxout:
        """Return member i's layer, with weights of its own."""
        linear = self.linear.member(i)
        layer = Maxout(linear.in_features, linear.out_features // self.pieces, self.pieces)
        layer.linear = linear
        return layer


def stack(members: Sequence[nn.Module]) -> nn.Module:
    """Make one network, `(E, n, in)` to `(E, n, out)`, of E members of one architecture.

    Understands nested `nn.Sequential` of Linear with bias, Maxout and pointwise activations. Raises TypeError
    for anything else: dropout draws from one stream for all, and batch norm would mix nothing but has not
    been asked for.
    """
    first = members[0]
    if any(type(member) is not type(first) for member in members):
        raise TypeError("the members of an ensemble have to share one architecture")
    if isinstance(first, nn.Sequential):
        return nn.Sequential(*(stack(layers) for layers in zip(*members, strict=True)))
    if isinstance(first, nn.Linear) and first.bias is not None:
        return StackedLinear([layer for layer in members if isinstance(layer, nn.Linear)])
    if isinstance(first, Maxout):
        return StackedMaxout([layer for layer in members if isinstance(layer, Maxout)])
    if type(first) in _POINTWISE:
        return copy.deepcopy(first)
    raise TypeError(
        f"an ensemble is made of nn.Sequential, nn.Linear with bias, Maxout and activations, not {first}: "
        "use one Trainer for each seed"
    )


def member(stacked: nn.Module, i: int) -> nn.Module:
    """Return member i of a stacked network, as ordinary modules with weights of their own."""
    if isinstance(stacked, nn.Sequential):
        return nn.Sequential(*(member(layer, i) for layer in stacked))
    if isinstance(stacked, StackedLinear | StackedMaxout):
        return stacked.member(i)
    return copy.deepcopy(stacked)
