"""A small training loop to bend, and what the clauses say of it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus

import gancheck.tracing.clauses  # noqa: F401  (registers the clauses)
from gancheck.tracing.clauses.clause import REGISTERED
from gancheck.tracing.finding import Finding
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.players import pairings
from gancheck.tracing.recording.recorder import Recorder

Z, X, M = 5, 3, 24


def mlp(n_in: int, n_out: int, *middle: nn.Module, last: nn.Module | None = None) -> nn.Sequential:
    """`Linear, middle, ReLU, Linear, last`."""
    end = () if last is None else (last,)
    return nn.Sequential(nn.Linear(n_in, 16), *middle, nn.ReLU(), nn.Linear(16, n_out), *end)


def normal_data() -> Tensor:
    """Standard normal rows, `(M, X)`."""
    return torch.randn(M, X)


class Small:
    """Alternating non-saturating training; every method is there to be replaced."""

    def __init__(self, g: nn.Module, d: nn.Module, real: Callable[[], Tensor] = normal_data, n: int = 12) -> None:
        self.g, self.d, self.real, self.n = g, d, real, n
        self.opt_g = torch.optim.Adam(g.parameters(), lr=1e-3)
        self.opt_d = torch.optim.Adam(d.parameters(), lr=1e-3)

    def noise(self) -> Tensor:
        """Standard normal noise."""
        return torch.randn(M, Z)

    def fake(self) -> Tensor:
        """One minibatch of fakes."""
        return self.g(self.noise())

    def d_loss(self) -> Tensor:
        """The discriminator's loss."""
        return softplus(-self.d(self.real())).mean() + softplus(self.d(self.fake().detach())).mean()

    def g_loss(self) -> Tensor:
        """The generator's loss."""
        return softplus(-self.d(self.fake())).mean()

    def after(self, iteration: int) -> None:
        """Whatever a loop does at the end of an iteration."""

    def train(self) -> None:
        """Run `n` iterations."""
        for iteration in range(self.n):
            self.opt_d.zero_grad()
            self.d_loss().backward()
            self.opt_d.step()
            self.opt_g.zero_grad()
            self.g_loss().backward()
            self.opt_g.step()
            self.after(iteration)


def watched(train: Callable[[], object], steps: int = 60) -> Pair:
    """The pair of players in what `train` trains."""
    gc.collect()  # Optimizers of earlier tests are optimizers, too.
    recorder = Recorder(steps, lambda: None)
    recorder.start()
    try:
        train()
    finally:
        recorder.stop()
    assert recorder.troubles == []
    (pairing,) = pairings(recorder)
    return Pair(recorder, pairing)


def said(pair: Pair, name: str) -> list[Finding]:
    """The findings of one clause."""
    (clause,) = [clause for clause in REGISTERED if clause.name == name]
    return clause.findings(pair)


def verdicts(train: Callable[[], object], name: str) -> list[tuple[str, str]]:
    """Kind and cause of every finding of one clause on what `train` trains."""
    return [(finding.kind.value, finding.cause) for finding in said(watched(train), name)]


def seeded(*seeds: int) -> Iterator[int]:
    """Each seed, with torch's generator set to it."""
    for seed in seeds:
        torch.manual_seed(seed)
        yield seed
