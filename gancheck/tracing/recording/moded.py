"""The layers that compute something else in train mode than in eval mode."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd
from torch.nn.modules.instancenorm import _InstanceNorm


def mode_dependent(module: nn.Module) -> list[tuple[str, nn.Module]]:
    """The layers of `module` that depend on their mode, with their names inside it."""
    return [(name, layer) for name, layer in module.named_modules() if keeps_statistics(layer) or drops(layer)]


def keeps_statistics(layer: nn.Module) -> bool:
    """Whether it normalises by the minibatch while training and by running statistics in eval mode."""
    return isinstance(getattr(layer, "running_mean", None), Tensor)


def mixes_rows(layer: nn.Module) -> bool:
    """Whether, in train mode at least, what it makes of one row depends on the others of the minibatch."""
    custom = keeps_statistics(layer) and not isinstance(layer, _InstanceNorm)
    return isinstance(layer, _BatchNorm) or custom


def drops(layer: nn.Module) -> bool:
    """Whether it is random in train mode alone."""
    if isinstance(layer, _DropoutNd):
        return layer.p > 0
    if isinstance(layer, (nn.RNNBase, nn.MultiheadAttention)):
        return layer.dropout > 0
    return isinstance(layer, nn.RReLU)


def float_buffers(module: nn.Module) -> list[Tensor]:
    """Its buffers of floats, such as running statistics, in order."""
    with torch.no_grad():
        return [buffer for buffer in module.buffers() if buffer.is_floating_point()]
