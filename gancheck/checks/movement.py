"""Which way a generator moves when the data lie to one side of it: the sign of its descent, from samples alone."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from gancheck.checks.repeated import Run
from gancheck.checks.trial import Trial
from gancheck.targets import Target
from gancheck.theory import Gaussian

OFFSET = 2.0
BARRIER = 0.3
MOST_STEPS = 3000
# A generator whose samples have not changed in a bit by then gets no update.
UNMOVED_STEPS = 1000
LOOK_EVERY = 5
SAMPLES = 500


@dataclass(frozen=True)
class Moved:
    """How far the mean of p_g moved towards the data, after how many iterations; and D's lean towards the data.

    `leaning` is the mean logit on real data minus that on fakes at the end, `learning` whether D has changed since the
    start; None if D can't be asked. A `distance` that is not a number is that of a run which diverged.
    """

    distance: float
    iterations: int
    leaning: float | None
    learning: bool | None


def move(target: Target, seed: int) -> Run[Moved]:
    """Train on N(m + 2, 1), m being the mean of the untrained p_g, until p_g's mean has moved by 0.3 either way.

    For odd seeds it is N(m - 2, 1): a generator that drifts to one side whatever D says is right half of the time.

    Success is to move towards the data; to diverge, or not to move at all, is failure. The same noise is used before
    and after, so nothing but training moves it.
    """
    subject = target.build(seed)
    rng = torch.Generator().manual_seed(seed)
    fakes = subject.sample(SAMPLES, seed)
    start = float(fakes.mean())
    if not math.isfinite(start):
        return Run(False, math.nan, Moved(math.nan, 0, None, None))
    side = -1.0 if seed % 2 else 1.0
    data = Gaussian(start + side * OFFSET, 1.0)
    asks = "discriminate" in target.capabilities
    untrained = subject.discriminate(fakes) if asks else None
    distance, iteration = 0.0, 0
    while abs(distance) < BARRIER and iteration < (MOST_STEPS if distance else UNMOVED_STEPS):
        for _ in range(LOOK_EVERY):
            subject.train_step(data, rng)
        iteration += LOOK_EVERY
        distance = side * (float(subject.sample(SAMPLES, seed).mean()) - start)
    leaning = learning = None
    if untrained is not None:
        real = data.sample(SAMPLES, generator=rng)
        on_fakes = subject.discriminate(subject.sample(SAMPLES, seed))
        leaning = float(subject.discriminate(real).mean() - on_fakes.mean())
        learning = not torch.equal(subject.discriminate(fakes), untrained)
    success = distance >= BARRIER if distance == 0.0 or not abs(distance) < BARRIER else None
    return Run(success, distance, Moved(distance, iteration, leaning, learning))


def means_fake_by_one(trial: Trial) -> bool:
    """Whether D is meant to be low on real data: the target says so, or its generator moves to the data anyway."""
    subject = trial.target.build(trial.seed)
    if subject.real_label is not None:
        return subject.real_label == 0
    if "train-step" not in trial.target.capabilities or "sample" not in trial.target.capabilities:
        return False
    votes = [move(trial.target, trial.seed + i).success for i in range(3)]
    return votes.count(True) > votes.count(False)
