"""A target's first iterations, watched: its optimizer steps, and the noise its generator was fed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from gancheck.checks.trial import Trial
from gancheck.targets import Call, Observation, Step, observe
from gancheck.theory import Gaussian

ITERATIONS = 12


@dataclass(frozen=True)
class Watched:
    """What was seen. `noise` holds, for every call of the generator in training, its iteration and its input."""

    steps: list[Step]
    noise: list[tuple[int, Tensor]]
    players: dict[int, str]

    def player(self, optimizer: int) -> str:
        """Which player an optimizer updates, as far as was seen."""
        return self.players.get(optimizer, "an optimizer")


def watch(trial: Trial) -> Watched:
    """Train a fresh GAN for 12 iterations on N(0, 1) and watch.

    The generator is the module whose output the discriminator is fed, the discriminator the one that is fed real
    data; both are told by content, and an optimizer belongs to the player whose parameters it holds.
    """
    subject = trial.target.build(trial.seed)
    rng = trial.generator()
    marks = [0]
    with observe() as seen:
        for _ in range(ITERATIONS):
            subject.train_step(Gaussian(), rng)
            marks.append(len(seen.calls))
    return _sorted_out(seen, marks)


def _sorted_out(seen: Observation, marks: list[int]) -> Watched:
    owned = seen.owned
    noise: list[tuple[int, Tensor]] = []
    players: dict[int, str] = {}
    for iteration, (first, last) in enumerate(pairwise(marks)):
        calls = _outermost([call for call in seen.calls[first:last] if call.parameters in owned.values()])
        for i, made in enumerate(calls):
            takers = [c for c in calls[i + 1 :] if c.parameters != made.parameters and _reaches(made, c)]
            if takers:
                noise.append((iteration, made.fed))
                for key, parameters in owned.items():
                    if parameters == made.parameters:
                        players[key] = "the generator"
                    elif parameters == takers[0].parameters:
                        players[key] = "the discriminator"
    return Watched(seen.steps, noise, players)


def _outermost(calls: list[Call]) -> list[Call]:
    """The calls without those of a module inside a wrapper that holds nothing else: both return the same."""
    return [
        call
        for i, call in enumerate(calls)
        if i + 1 == len(calls)
        or call.parameters != calls[i + 1].parameters
        or not torch.equal(call.returned, calls[i + 1].returned)
    ]


def _reaches(made: Call, taken: Call) -> bool:
    """Whether the output of one call is among the rows that another was fed."""
    a, b = made.returned.reshape(len(made.returned), -1), taken.fed.reshape(len(taken.fed), -1)
    if a.shape[1] != b.shape[1] or not len(a):
        return False
    return bool(torch.isin(a[:, 0], b[:, 0]).double().mean() > 0.5)
