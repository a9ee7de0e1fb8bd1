"""A player's parameters: whether they are finite, how long their gradient is, how far they went."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

_KEPT = 1 << 20  # numbers of a player that are kept to compare with; of a larger one evenly spaced ones


def finite(module: nn.Module) -> bool:
    """Whether every parameter is."""
    parameters = [p.detach() for p in module.parameters()]
    return not parameters or bool(torch.nn.utils.get_total_norm(parameters, norm_type=float("inf")).isfinite())


def gradient_norm(module: nn.Module) -> float:
    """The Euclidean norm of the gradients as they stand, NaN where there are none."""
    gradients = [p.grad.detach() for p in module.parameters() if p.grad is not None]
    return torch.nn.utils.get_total_norm(gradients).item() if gradients else math.nan


class Drift:
    """How far the parameters of a module went since the last look, relative to their length then."""

    def __init__(self) -> None:
        self._last: Tensor | None = None

    def since(self, module: nn.Module) -> float:
        """|theta - theta_then| / |theta_then|; NaN at the first look, and where there are no parameters."""
        parameters = [p.detach() for p in module.parameters() if p.is_floating_point()]
        if not parameters:
            return math.nan
        stride = max(1, math.ceil(sum(p.numel() for p in parameters) / _KEPT))
        now = torch.cat([p.reshape(-1)[::stride].float() for p in parameters])
        last, self._last = self._last, now
        if last is None or last.shape != now.shape:
            return math.nan
        length = last.norm().item()
        return (now - last).norm().item() / length if length > 0 else math.nan
