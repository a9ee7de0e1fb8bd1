"""Training with a monitor is training without one, bit for bit."""

from __future__ import annotations

import copy
import random
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils import spectral_norm as old_spectral_norm
from torch.nn.utils.parametrizations import spectral_norm

from gancheck.stability.monitor import Monitor
from gancheck.stability.state import State
from gancheck.theory import Gaussian, Mixture, ring
from gancheck.training import mlp
from tests.stability.monitor.runs import saying

RING = ring()
TWO = Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)])


class Counting(nn.Module):
    """Counts its calls in a buffer, in evaluation mode too, and adds what its own generator draws."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("calls", torch.zeros(()))
        self.source = torch.Generator().manual_seed(7)

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        return x + 1e-3 * self.calls + 1e-3 * torch.randn(x.shape, generator=self.source)


def _generator(latent: int, dim: int) -> nn.Module:
    return nn.Sequential(
        nn.Linear(latent, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.3), Counting(), nn.Linear(16, dim)
    )


def _discriminator(dim: int) -> nn.Module:
    frozen = nn.BatchNorm1d(16).eval()
    return nn.Sequential(
        spectral_norm(nn.Linear(dim, 16)), nn.LeakyReLU(), frozen, old_spectral_norm(nn.Linear(16, 16)),
        nn.Dropout(), nn.Linear(16, 1),
    )  # fmt: skip


def _state(*things: Any) -> list[Any]:
    """Everything that training can depend on, as plain values."""
    found: list[Any] = [torch.get_rng_state(), np.random.get_state()[1], random.getstate()]  # noqa: NPY002
    for thing in things:
        if isinstance(thing, nn.Module):
            found += [value.clone() for value in thing.state_dict().values()]
            found += [part.training for part in thing.modules()]
            found += [None if p.grad is None else p.grad.clone() for p in thing.parameters()]
            found += [p.requires_grad for p in thing.parameters()]
        elif isinstance(thing, torch.Generator):
            found.append(thing.get_state())
        elif isinstance(thing, np.random.Generator):
            found.append(thing.bit_generator.state["state"]["state"] % 2**62)  # PCG64's position
        else:
            found.append(copy.deepcopy(thing.state_dict()))
    return found


def _train(watch: str, *, monitored: bool, steps: int = 12) -> tuple[list[Any], Monitor | None]:
    torch.manual_seed(1)
    np.random.seed(1)  # noqa: NPY002
    random.seed(1)
    plain = watch == "exact"
    latent, dim = (1, 1) if plain else (4, 2)
    generator = mlp((1, 8, 1)) if plain else _generator(latent, dim)
    discriminator = _discriminator(dim)
    drawn, arrays = torch.Generator().manual_seed(3), np.random.default_rng(3)

    def noise(n: int) -> Tensor:
        shift = float(np.random.rand()) + random.random() + float(arrays.random())  # noqa: NPY002
        return torch.randn(n, latent, generator=drawn) + 1e-3 * (torch.randn(n, latent) + shift)

    p_data = TWO if plain else RING
    given: dict[str, Any] = {"generator": generator, "discriminator": discriminator, "noise": noise, "p_data": p_data}
    if watch == "exact":
        given["noise"] = Gaussian()
    elif watch == "black box":
        given = {"sample": lambda n: generator(noise(n)), "discriminator": lambda x: discriminator(x), "p_data": RING}
    elif watch == "data":
        data = RING.sample(600, generator=torch.Generator().manual_seed(0)).float()
        given |= {"p_data": None, "data": data}
    watched = Monitor(**given, every=2, samples=300, judge=saying(State.HEALTHY)) if monitored else None
    rules = torch.optim.Adam(generator.parameters()), torch.optim.SGD(discriminator.parameters(), 0.1, momentum=0.9)
    losses = []
    for _ in range(steps):
        real = p_data.sample(32, generator=drawn, dtype=torch.float32)
        fake = generator(noise(32))
        d_loss = nn.functional.softplus(-discriminator(real)).mean()
        d_loss = d_loss + nn.functional.softplus(discriminator(fake.detach())).mean()
        rules[1].zero_grad()
        d_loss.backward()
        rules[1].step()
        g_loss = nn.functional.softplus(-discriminator(fake)).mean()
        rules[0].zero_grad()
        g_loss.backward(retain_graph=True)
        rules[0].step()
        if watched is not None:
            watched.step(d_loss, g_loss)
        losses.append((d_loss.item(), g_loss.item()))
    counting = [part.source for part in generator.modules() if isinstance(part, Counting)]
    return [losses, *_state(generator, discriminator, *rules, drawn, arrays, *counting)], watched


@pytest.mark.parametrize("watch", ["exact", "ring", "black box", "data"])
def test_nothing_changes(watch: str) -> None:
    """Weights, buffers, gradients, modes, optimizers, losses and every random state after 12 steps, 6 of them measured.

    With dropout, batch norm (one frozen), both spectral norms, noise from numpy's, Python's and torch's global states
    and from generators of its own, and a module that writes a buffer and draws in evaluation mode.
    """
    alone, _ = _train(watch, monitored=False)
    together, watched = _train(watch, monitored=True)
    assert watched is not None
    assert len(watched.snapshots) == 6
    assert not watched.unseen
    torch.testing.assert_close(together, alone, rtol=0, atol=0)
