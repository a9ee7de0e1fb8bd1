"""A generator taken apart into affine maps and piecewise linear activations, in float64."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Affine:
    """h W' + b, with `weight` of shape `(out, in)` and `bias` `(out,)`."""

    weight: Floats
    bias: Floats

    def __call__(self, h: Floats) -> Floats:
        """Rows `(n, in)` to `(n, out)`."""
        # By torch, because its matrix products keep to its number of threads.
        weight, bias = torch.from_numpy(self.weight), torch.from_numpy(self.bias)
        product: Floats = torch.addmm(bias, torch.from_numpy(h), weight.T).numpy()
        return product


@dataclass(frozen=True)
class Kinked:
    """A piecewise linear activation: `kinks` are where its slope changes."""

    kinks: tuple[float, ...]
    function: Callable[[Floats], Floats]

    def __call__(self, h: Floats) -> Floats:
        """Entry by entry."""
        return self.function(h)


Layer = Affine | Kinked


def piecewise_linear_layers(module: nn.Module) -> list[Layer] | None:
    """The layers in order; None where one of them is not known to be piecewise linear.

    A container counts as its `.layers`, or else as its children in order; whether that is what its `forward` does
    is for the caller to check. Raises ValueError where a layer is random in training mode.
    """
    known = _leaf(module)
    if known is not None:
        return known
    inner = getattr(module, "layers", None)
    # Not children(), which leaves out a module that is used twice.
    parts: Iterable[nn.Module | None] = inner if isinstance(inner, Iterable) else module._modules.values()
    layers: list[Layer] = []
    empty = True
    for part in parts:
        found = piecewise_linear_layers(part) if isinstance(part, nn.Module) else None
        if found is None:
            return None
        layers += found
        empty = False
    return None if empty else layers


def _leaf(module: nn.Module) -> list[Layer] | None:
    match module:
        case nn.Linear():
            bias = module.bias if module.bias is not None else torch.zeros(module.out_features)
            return [Affine(_array(module.weight), _array(bias))]
        case nn.ReLU():
            return [Kinked((0.0,), lambda h: np.maximum(h, 0.0))]
        case nn.LeakyReLU():
            slope = module.negative_slope
            return [Kinked((0.0,), lambda h: np.where(h > 0, h, slope * h))]
        case nn.PReLU():
            slopes = _array(module.weight)
            return [Kinked((0.0,), lambda h: np.where(h > 0, h, slopes * h))]
        case nn.Hardtanh():  # and ReLU6, which is one
            low, high = module.min_val, module.max_val
            return [Kinked((low, high), lambda h: np.clip(h, low, high))]
        case nn.Identity():
            return []
        case nn.Dropout():
            _deterministic(module, module.p > 0)
            return []
        case nn.BatchNorm1d():
            _deterministic(module, True)
            return [_normalization(module)]
        case nn.Sequential() if not len(module):
            return []
        case _:
            return None


def _normalization(module: nn.BatchNorm1d) -> Affine:
    mean, variance = module.running_mean, module.running_var
    if mean is None or variance is None:
        raise ValueError("A batch normalisation without running statistics depends on the batch: p_g is not defined.")
    scale = 1.0 / np.sqrt(_array(variance) + module.eps)
    if module.affine:
        scale = scale * _array(module.weight)
    shift = _array(module.bias) if module.affine else np.zeros_like(scale)
    return Affine(np.diag(scale), shift - scale * _array(mean))


def _deterministic(module: nn.Module, matters: bool) -> None:
    if module.training and matters:
        raise ValueError(
            f"{type(module).__name__} in training mode makes the generator random: call generator.eval() first."
        )


def _array(parameter: torch.Tensor) -> Floats:
    array: Floats = parameter.detach().to("cpu", torch.float64).numpy()
    return array
