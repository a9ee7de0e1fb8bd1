"""What is said when training leaves the finite numbers."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gancheck.training.algorithm import Losses


class NonFiniteError(ArithmeticError):
    """Training diverged. `iteration` counts from 1; `tensor` names what was not finite first."""

    def __init__(self, iteration: int, tensor: str) -> None:
        super().__init__(
            f"iteration {iteration}: {tensor} is not finite; lower the learning rate, "
            "or start from an earlier checkpoint"
        )
        self.iteration = iteration
        self.tensor = tensor


def require_finite(iteration: int, losses: Losses, generator: nn.Module, discriminator: nn.Module) -> None:
    """Raise NonFiniteError if a loss, a gradient or a parameter holds a NaN or an infinity.

    It names the first in the order in which an iteration computes them.
    """
    finite = _finite(losses.discriminator) and _finite(losses.generator)
    # One number tells it for all parameters: it is infinite or NaN as soon as one of them is.
    parameters = [p.detach() for player in (discriminator, generator) for p in player.parameters()]
    if finite and bool(torch.nn.utils.get_total_norm(parameters, norm_type=float("inf")).isfinite()):
        return
    players = (
        ("discriminator", discriminator, losses.discriminator),
        ("generator", generator, losses.generator),
    )
    for player, module, loss in players:
        if not _finite(loss):
            raise NonFiniteError(iteration, f"the {player}'s loss")
        for name, parameter in module.named_parameters():
            if parameter.grad is not None and not _finite(parameter.grad):
                raise NonFiniteError(iteration, f"the gradient of the {player}'s {name}")
        for name, parameter in module.named_parameters():
            if not _finite(parameter):
                raise NonFiniteError(iteration, f"the {player}'s {name}")


def _finite(tensor: Tensor) -> bool:
    return bool(tensor.detach().isfinite().all())
