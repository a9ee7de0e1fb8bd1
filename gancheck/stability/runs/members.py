"""Numbers of every member of an ensemble at once; E is the number of members."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from gancheck.theory import Objective

Floats = NDArray[np.float64]


def area_under_curve(real: Tensor, fake: Tensor) -> Floats:
    """The probability that a real logit is above a fake one, ties counted half: `(E, n)` and `(E, m)` to `(E,)`."""
    order = real.sort(-1).values.contiguous()
    below = torch.searchsorted(order, fake.contiguous())
    upto = torch.searchsorted(order, fake.contiguous(), right=True)
    above = 1 - (below + upto).double().mean(-1) / (2 * real.shape[-1])
    finite = real.isfinite().all(-1) & fake.isfinite().all(-1)
    return _array(torch.where(finite, above, math.nan))


def finite(*tensors: Tensor) -> NDArray[np.bool_]:
    """Whether all numbers of a member are finite; tensors `(E, ...)`."""
    flags = [tensor.detach().isfinite().flatten(1).all(1) for tensor in tensors]
    return np.asarray(torch.stack(flags).all(0).numpy())


def flat_parameters(module: nn.Module) -> Tensor:
    """All parameters of a stacked network as rows, `(E, parameters)`, a copy."""
    return torch.cat([parameter.detach().flatten(1) for parameter in module.parameters()], 1)


def gradient_norms(module: nn.Module) -> Floats:
    """The Euclidean norms of the gradients of the last step, `(E,)`; NaN before it."""
    gradients = [parameter.grad for parameter in module.parameters() if parameter.grad is not None]
    if not gradients:
        return np.full(len(next(module.parameters())), np.nan)
    return _array(torch.cat([gradient.flatten(1) for gradient in gradients], 1).double().norm(dim=1))


def relative_change(now: Tensor, before: Tensor) -> Floats:
    """The norm of the change over the norm before, `(E,)`."""
    return _array((now - before).double().norm(dim=1) / before.double().norm(dim=1))


def losses(objective: Objective, real: Tensor, fake: Tensor) -> tuple[Floats, Floats]:
    """D's and G's loss of every member, from logits `(E, n)`."""
    pairs = [
        (float(objective.discriminator_loss(r, f)), float(objective.generator_loss(f)))
        for r, f in zip(real, fake, strict=True)
    ]
    table = np.asarray(pairs, dtype=np.float64)
    return table[:, 0], table[:, 1]


def pull(objective: Objective, discriminator: nn.Module, fakes: Tensor) -> Floats:
    """The mean norm of the gradient of G's loss at a fake, `(E, n, dim)` to `(E,)`, in loss per unit of data."""
    x = fakes.detach().requires_grad_()
    with torch.enable_grad():
        logits = discriminator(x)
        (gradient,) = torch.autograd.grad(objective.generator_loss(logits.reshape(x.shape[:-1])), x)
    return _array(gradient.double().norm(dim=-1).mean(-1) * x.shape[1])


def _array(tensor: Tensor) -> Floats:
    return np.asarray(tensor.detach().double().numpy())
