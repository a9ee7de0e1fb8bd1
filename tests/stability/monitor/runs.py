"""A short training of small nets, rules that say what they are told, and a monitor that follows both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from gancheck.stability.monitor import Monitor
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State, Verdict
from gancheck.theory import ring
from gancheck.training import mlp

RING = ring()


def noise(n: int) -> Tensor:
    return torch.randn(n, 4)


def nets(seed: int = 0) -> tuple[nn.Sequential, nn.Sequential]:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return mlp((4, 16, 2)), mlp((2, 16, 1))


def saying(*states: State, modes: tuple[int, ...] = ()) -> Callable[[Sequence[Snapshot], int | None], Verdict]:
    """Rules that give these states one after another, and the last one from then on."""

    def judge(snapshots: Sequence[Snapshot], budget: int | None) -> Verdict:
        state = states[min(len(snapshots), len(states)) - 1]
        lost = modes if state is State.COLLAPSED else ()
        return Verdict(state, snapshots[-1].step, f"snapshot {len(snapshots)} of {budget}", lost)

    return judge


def monitor(*states: State, **given: Any) -> Monitor:
    """A monitor of untrained nets on the ring that measures at each step, with few fakes."""
    generator, discriminator = nets()
    settings: dict[str, Any] = {
        "generator": generator,
        "discriminator": discriminator,
        "noise": noise,
        "p_data": RING,
        "every": 1,
        "samples": 320,
        "judge": saying(*(states or (State.HEALTHY,))),
    }
    return Monitor(**{**settings, **given})


def stepped(watched: Monitor, steps: Iterable[int] | int) -> Monitor:
    for _ in range(steps) if isinstance(steps, int) else steps:
        watched.step()
    return watched
