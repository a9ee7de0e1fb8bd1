"""A session over the fake torch of these tests: it is full when each player has taken its steps."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from gancheck.tracing.finding import Finding, Kind
from gancheck.tracing.place import Place, here
from gancheck.tracing.report import Tick, TraceReport


class Session:
    def __init__(self, steps: int, on_full: Callable[[object], None], claim: str | None) -> None:
        self.steps, self.on_full, self.claim = steps, on_full, claim
        self.counts: dict[str, int] = {}
        self.ticks: list[Tick] = []
        self.seconds = 0.0
        self.torch = sys.modules["torch"]

    def __enter__(self) -> Session:
        self.torch.hooks.append(self.step)
        return self

    def __exit__(self, *error: object) -> None:
        if self.step in self.torch.hooks:
            self.torch.hooks.remove(self.step)
        self.seconds = 1.0

    def step(self, player: str) -> None:
        self.counts[player] = self.counts.get(player, 0) + 1
        self.ticks.append(Tick(self.counts[player], "step", player, here()))
        if min(self.counts.get(name, 0) for name in ("D", "G")) >= self.steps:
            self.on_full(self)
            self.__exit__()

    def report(self) -> TraceReport:
        if self.claim == "broken":
            raise ZeroDivisionError("a fault of gancheck's own")
        unable = "" if self.counts else "No optimizer stepped."
        place = Place(os.path.abspath("train.py"), 1)
        finding = Finding("order", Kind.KEPT, "D before G", "Algorithm 1", "so it was", places=(place,))
        return TraceReport(
            ("D,G alternate",),
            (finding,),
            tuple(self.ticks),
            unable=unable,
            steps=dict(self.counts),
            seconds=self.seconds,
        )


def trace(
    steps: int,
    generator: str | None,
    discriminator: str | None,
    objective: str | None,
    k: int | None,
    on_full: Callable[[object], None],
) -> Session:
    if objective == "unheard":
        raise ValueError("there is no objective 'unheard'")
    return Session(steps, on_full, objective)
