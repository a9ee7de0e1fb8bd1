"""Making the runs: train, take the detectors' snapshots in [0, N], and see what becomes of it in (N, 2N]."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch

from gancheck.stability.runs.course import Course
from gancheck.stability.runs.label import Label, label
from gancheck.stability.runs.outcome import GLIMPSES, LOOKS, Observer
from gancheck.stability.runs.setting import Setting
from gancheck.stability.runs.watching import Sight, Watcher
from gancheck.training import Ensemble

SNAPSHOTS = 40  # evenly over (0, N]


@dataclass(frozen=True)
class Run:
    """One labelled run. `known` tells whether its density may be shown to detectors."""

    setting: str
    seed: int
    tuned: bool
    known: bool
    budget: int
    sights: tuple[Sight, ...]
    label: Label
    course: Course


def record(setting: Setting, seeds: Iterable[int]) -> list[Run]:
    """Train one ensemble of a setting and label its members."""
    seeds = tuple(seeds)
    world = setting.world()
    ensemble = Ensemble(world.p_data, setting.recipe, seeds)
    budget = setting.budget
    watcher = Watcher(ensemble, world, seeds[0])
    sights = []
    for i in range(1, SNAPSHOTS + 1):
        advance(ensemble, setting, budget * i // SNAPSHOTS)
        sights.append(watcher.look())
    # Other random numbers than the detectors' by another seed.
    observer = Observer(ensemble, world, seeds[0] + 1)
    looks, glimpses = [], []
    for i in range(1, GLIMPSES + 1):
        advance(ensemble, setting, budget + budget * i // GLIMPSES)
        glimpses.append(observer.glimpse())
        if i % (GLIMPSES // LOOKS) == 0:
            looks.append(observer.look())
    runs = []
    for i, seed in enumerate(seeds):
        course = Course.of(i, looks, glimpses, world.modes.weights)
        seen = tuple(moment[i] for moment in sights)
        runs.append(Run(setting.name, seed, setting.tuned, world.known, budget, seen, label(course), course))
    return runs


def advance(ensemble: Ensemble, setting: Setting, iteration: int) -> None:
    """Train up to an iteration, with the discriminator's parameters clipped where the setting says so."""
    if setting.clip is None:
        ensemble.run(iteration - ensemble.iteration)
        return
    while ensemble.iteration < iteration:
        ensemble.run(1)
        with torch.no_grad():
            for parameter in ensemble.game.discriminator.parameters():
                parameter.clamp_(-setting.clip, setting.clip)
