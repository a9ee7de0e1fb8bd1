"""Runs that are watched while they train, by the measurements and the rules of `gancheck.Monitor`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import Tensor

from gancheck.stability.measuring.faults import UserFault
from gancheck.stability.measuring.measuring import Measuring
from gancheck.stability.rules import judge
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import Verdict
from gancheck.targets import Subject, Target, TargetFault
from gancheck.theory import Density

LOOKS = 12


class Watched:
    """One run of `budget` iterations: a snapshot and a verdict at every look, from samples and, if it has one, D."""

    def __init__(self, subject: Subject, p_data: Density, seed: int, budget: int) -> None:
        self.budget = budget
        self.snapshots: list[Snapshot] = []
        self.verdicts: list[Verdict] = []
        self._subject, self._seed, self._calls = subject, seed, 0
        asked = callable(getattr(subject.gan, "discriminate", None))
        self._measuring = Measuring(
            sample=self._sample,
            discriminator=self._discriminate if asked else None,
            output="logits" if subject.seeks_d_star else "score",
            p_data=p_data,
            seed=seed % 2**32,
        )

    def see(self, subject: Subject, iteration: int) -> None:
        """Take a snapshot of the GAN as it is now."""
        self._subject = subject
        try:
            self.snapshots.append(self._measuring.snapshot(iteration))
        except UserFault as fault:
            # What the target raised is told as in any other check.
            raise fault.__cause__ or TargetFault(str(fault)) from None
        self.verdicts.append(judge(self.snapshots, self.budget))

    @property
    def alarm(self) -> Verdict | None:
        """The first alarm, if there was one."""
        return next((verdict for verdict in self.verdicts if verdict.state.alarming), None)

    def _sample(self, n: int) -> Tensor:
        """Fakes from a seed of their own: a snapshot asks several times."""
        self._calls += 1
        return self._subject.sample(n, (self._seed * 1_000_003 + self._calls) % 2**32)

    def _discriminate(self, x: Tensor) -> Tensor:
        return self._subject.discriminate(x)


def watch(
    target: Target, p_data: Density, seeds: Sequence[int], progress: Callable[[float], None] = lambda fraction: None
) -> list[Watched]:
    """Train a GAN for each seed on `p_data` and look at it `LOOKS` times, evenly, the last time at its end.

    A target that only has `fit` is looked at once, at its end.
    """
    runs: dict[int, Watched] = {}

    def see(place: int, subject: Subject, iteration: int, budget: int) -> None:
        if place not in runs:
            runs[place] = Watched(subject, p_data, seeds[place], budget)
        runs[place].see(subject, iteration)
        progress(sum(len(run.snapshots) for run in runs.values()) / (LOOKS * len(seeds)))

    target.watched(p_data, seeds, LOOKS, see)
    return [runs[place] for place in range(len(seeds))]
