"""Nets over raw tensors, which no hook sees."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from gancheck.tracing.recording.dataflow import Dataflow, Functional, nothing_else_watches
from gancheck.tracing.session import trace
from tests.tracing.corpus.loop import LOOPS, execute
from tests.tracing.loops import Gan, X, Z, told, watched


def test_calls_over_raw_tensors() -> None:
    class Raw(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.gw, self.gb = torch.randn(Z, X, requires_grad=True), torch.zeros(X, requires_grad=True)
            self.dw, self.db = torch.randn(X, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
            self.of_g = torch.optim.Adam([self.gw, self.gb], 1e-3)
            self.of_d = torch.optim.Adam([self.dw, self.db], 1e-3)
            self.g: Any = lambda z: z @ self.gw + self.gb
            self.d: Any = lambda x: x @ self.dw + self.db

    gan = Raw()
    pair = watched(gan, n=12)
    assert pair.generator.parameters == {id(gan.gw), id(gan.gb)}
    assert pair.discriminator.parameters == {id(gan.dw), id(gan.db)}
    assert told("k", pair) == {("kept", ""): 1}
    assert told("discriminator-objective", pair) == {("kept", ""): 1}
    assert nothing_else_watches()


def test_labels_go_from_call_to_call() -> None:
    w, v = torch.randn(3, 2, requires_grad=True), torch.randn(2, 1, requires_grad=True)
    owners, closed = {id(w): 0, id(v): 1}, []
    troubles: list[Exception] = []

    def close(functional: Functional) -> int:
        closed.append((functional.owner, sorted(functional.sources), tuple(functional.out.shape)))
        return 10 + len(closed)

    flow = Dataflow(lambda t: owners.get(id(t)), close, lambda: False, troubles.append)
    x = torch.randn(4, 3)
    with flow:
        hidden = (x @ w).relu() * 2
        score: Tensor = hidden @ v
        free = x + 1
    # What is fed to the second net closes the first.
    assert closed == [(0, [], (4, 2))]
    assert flow.calls_behind(score) == {12}
    assert closed[1] == (1, [11], (4, 1))
    assert flow.calls_behind(hidden) == {11}
    assert flow.calls_behind(free) == frozenset()
    flow.made(free, 7)
    with flow:
        later = free.flip(0)
    assert flow.calls_behind(later) == {7}
    assert troubles == []


def test_following_leaves_no_mode_behind() -> None:
    # A window that fills, and one that ends with the training: the next trace can follow tensors again.
    loop = LOOPS["containers_functional"]
    for steps in (5, 60):
        with trace(steps) as observed:
            execute(loop.source, str(loop.path), 0, 8)
        assert observed.report().unable == ""
        assert torch._C._len_torch_function_stack() == 0
