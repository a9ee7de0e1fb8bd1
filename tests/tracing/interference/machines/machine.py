"""A small training loop with one method for each thing that a special machine does otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import Optimizer

from tests.tracing.interference.experience import Act, AtEnd

ITERATIONS = 20
# Iterations in which a machine does what it is special for: one while it is watched, one long after.
INSIDE, AFTER = 3, 16


class Machine:
    """Right as it stands: D first, fresh data and noise, non-saturating, Adam. All its attributes are compared."""

    minibatch, z_dim = 16, 4

    def __init__(self) -> None:
        self.generator = self.make_generator()
        self.discriminator = self.make_discriminator()
        self.g_optimizer = self.make_optimizer(self.generator)
        self.d_optimizer = self.make_optimizer(self.discriminator)
        self.losses: list[float] = []

    def make_generator(self) -> nn.Module:
        return nn.Sequential(nn.Linear(self.z_dim, 16), nn.ReLU(), nn.Linear(16, 2))

    def make_discriminator(self) -> nn.Module:
        return nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))

    def optimizer_of(self, parameters: Iterable[Tensor]) -> Optimizer:
        return torch.optim.Adam(parameters, lr=1e-3, betas=(0.5, 0.99))

    def make_optimizer(self, net: nn.Module) -> Optimizer:
        return self.optimizer_of(net.parameters())

    def noise(self) -> Tensor:
        return torch.randn(self.minibatch, self.z_dim)

    def real(self) -> Tensor:
        return torch.randn(self.minibatch, 2) * 0.5 + 1.0

    def fake(self) -> Tensor:
        made: Tensor = self.generator(self.noise())
        return made

    def d_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        return F.softplus(-self.discriminator(real)).mean() + F.softplus(self.discriminator(fake)).mean()

    def g_loss(self) -> Tensor:
        return F.softplus(-self.discriminator(self.fake())).mean()

    def update(self, optimizer: Optimizer, loss_of: Callable[[], Tensor]) -> None:
        optimizer.zero_grad()
        loss = loss_of()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        self.losses.append(loss.item())

    def detached(self) -> Tensor:
        return self.fake().detach()

    def iterate(self, i: int) -> None:
        real, fake = self.real(), self.detached()
        self.update(self.d_optimizer, lambda: self.d_loss(real, fake))
        self.update(self.g_optimizer, self.g_loss)
        self.between(i)

    def between(self, i: int) -> None:
        """What happens after iteration `i`, from 0."""

    def run(self, at_end: AtEnd) -> Mapping[str, Any]:
        for i in range(ITERATIONS):
            self.iterate(i)
        at_end()
        return vars(self)


MACHINES: dict[str, type[Machine]] = {}
SLOW: set[str] = set()


def special(kind: type[Machine]) -> type[Machine]:
    """Register a machine under its name."""
    MACHINES[kind.__name__] = kind
    return kind


def act_of(name: str) -> Act:
    """A run of this machine, built anew each time."""

    def act(at_end: AtEnd) -> Mapping[str, Any]:
        return MACHINES[name]().run(at_end)

    return act
