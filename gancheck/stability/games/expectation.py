"""An objective's losses as expectations over weighted points, where the objective itself only takes means."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.func import vmap

from gancheck.theory import Objective


def discriminator_loss(objective: Objective, real: tuple[Tensor, Tensor], fake: tuple[Tensor, Tensor]) -> Tensor:
    """Return the discriminator's loss on logits `(n,)` with weights `(n,)`, for data and for fakes.

    Each is taken beside a logit of 0 of the other kind: the loss has to be a sum of one term a kind.
    """
    if len(real[0]) == len(fake[0]) == 1:
        return objective.discriminator_loss(real[0], fake[0])
    zero = torch.zeros(1, dtype=torch.float64)
    on_real = vmap(lambda logit: objective.discriminator_loss(logit.reshape(1), zero))(real[0])
    on_fake = vmap(lambda logit: objective.discriminator_loss(zero, logit.reshape(1)))(fake[0])
    total: Tensor = real[1] @ on_real + fake[1] @ on_fake - objective.discriminator_loss(zero, zero)
    return total


def generator_loss(objective: Objective, fake: tuple[Tensor, Tensor]) -> Tensor:
    """Return the generator's loss on logits of fakes `(n,)` with weights `(n,)`."""
    if len(fake[0]) == 1:
        return objective.generator_loss(fake[0])
    total: Tensor = fake[1] @ vmap(lambda logit: objective.generator_loss(logit.reshape(1)))(fake[0])
    return total


def check_separable(objective: Objective) -> None:
    """Raise ValueError where the discriminator's loss compares data with fakes, as relativistic ones do."""
    a, b, zero = (torch.tensor([x], dtype=torch.float64) for x in (0.3, -0.7, 0.0))
    loss = objective.discriminator_loss
    off = float(loss(a, b) + loss(zero, zero) - loss(a, zero) - loss(zero, b))
    if abs(off) > 1e-12:
        raise ValueError(
            f"the discriminator's loss of {objective.name!r} is no sum of a term for data and one for fakes: its "
            "expectation is not known from weighted points"
        )
