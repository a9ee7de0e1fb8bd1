"""The plain GAN on two small nets, every part of it there to be replaced, and what a trace of it says."""

from __future__ import annotations

import gc
from collections import Counter
from typing import Any

import torch
from torch import Tensor, nn

from gancheck.tracing.clauses import CLAUSES
from gancheck.tracing.loop.pair import Claims, Pair
from gancheck.tracing.loop.players import pairings
from gancheck.tracing.session import Observed, trace

M, Z, X = 16, 5, 3
# Untyped, as a loop's own code is: torch's `backward` has no types.
softplus: Any = torch.nn.functional.softplus


def mlp(n_in: int, n_out: int, *last: nn.Module, width: int = 12) -> nn.Sequential:
    """One hidden layer of leaky rectifiers."""
    return nn.Sequential(nn.Linear(n_in, width), nn.LeakyReLU(0.2), nn.Linear(width, n_out), *last)


class Gan:
    """The non-saturating GAN on logits; `step_d` and `step_g` are the two halves of an iteration."""

    rate = 1e-3

    def __init__(self, g: nn.Module | None = None, d: nn.Module | None = None) -> None:
        # A trace looks through all objects for optimizers: 0.1 s, and those of loops before, but for what is frozen.
        gc.collect()
        gc.freeze()
        torch.manual_seed(0)
        self.g, self.d = g or mlp(Z, X), d or mlp(X, 1)
        self.of_d: torch.optim.Optimizer = torch.optim.Adam(self.d.parameters(), self.rate)
        self.of_g: torch.optim.Optimizer = torch.optim.Adam(self.g.parameters(), self.rate)

    def real(self) -> Tensor:
        return torch.randn(M, X) + 1

    def noise(self) -> Tensor:
        return torch.randn(M, Z)

    def fake(self) -> Tensor:
        made: Tensor = self.g(self.noise())
        return made

    def d_loss(self) -> Any:
        return softplus(-self.d(self.real())).mean() + softplus(self.d(self.fake().detach())).mean()

    def g_loss(self) -> Any:
        return softplus(-self.d(self.fake())).mean()

    def step_d(self) -> None:
        self.of_d.zero_grad()
        self.d_loss().backward()
        self.of_d.step()

    def step_g(self) -> None:
        self.of_g.zero_grad()
        self.g_loss().backward()
        self.of_g.step()

    def run(self, order: str = "DG", n: int = 8) -> None:
        """`n` times the steps in `order`: "DDG" is k = 2."""
        for player in order * n:
            (self.step_d if player == "D" else self.step_g)()


def watch(gan: Gan, order: str = "DG", n: int = 8, **options: Any) -> Observed:
    """What a trace sees of `gan.run(order, n)`."""
    with trace(**options) as observed:
        gan.run(order, n)
    assert observed.recorder.troubles == []
    return observed


def pair_of(observed: Observed, **claims: Any) -> Pair:
    """The one pair of players in what was seen."""
    (pairing,) = pairings(observed.recorder)
    return Pair(observed.recorder, pairing, Claims(**claims))


def watched(gan: Gan, order: str = "DG", n: int = 8, **claims: Any) -> Pair:
    """The pair in a trace of `gan.run(order, n)`, with what is claimed of it."""
    return pair_of(watch(gan, order, n), **claims)


def told(name: str, pair: Pair) -> Counter[tuple[str, str]]:
    """How often the clause `name` gives each kind and cause; what it says has no error of gancheck's own."""
    (clause,) = [clause for clause in CLAUSES if clause.name == name]
    return Counter((finding.kind.value, finding.cause) for finding in clause.findings(pair))
