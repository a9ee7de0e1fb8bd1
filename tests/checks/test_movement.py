"""Which way a generator moves: told from samples, whatever the steps are like."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from gancheck.checks import movement as module
from gancheck.checks.movement import move
from gancheck.checks.trial import Trial
from gancheck.targets import Target


@dataclass
class Moving:
    """Each step moves p_g by `pace` towards the mean of what it is given, from a start of its own."""

    pace: float = 0.1
    at: float = -5.0

    def train_step(self, real: Tensor) -> None:
        self.at += math.copysign(self.pace, self.pace * (float(real.mean()) - self.at))

    def sample(self, n: int) -> Tensor:
        return torch.randn(n, 1) + self.at


class Discriminating(Moving):
    leaning = 1.0

    def discriminate(self, x: Tensor) -> Tensor:
        return torch.sigmoid(self.leaning * (x[:, 0] - self.at - 1.0))


class Inverted(Discriminating):
    leaning = -1.0


class Away(Discriminating):
    def __init__(self) -> None:
        super().__init__(pace=-0.1)


class Slow(Moving):
    def __init__(self) -> None:
        super().__init__(pace=0.001)


class Diverging(Moving):
    def train_step(self, real: Tensor) -> None:
        self.at = math.nan


class Still(Moving):
    def train_step(self, real: Tensor) -> None:
        pass


class Declared(Away):
    real_label = 0


class DeclaredUsual(Inverted):
    real_label = 1


class Judge:
    """Only a discriminator: there is nobody to follow it."""

    def discriminate(self, x: Tensor) -> Tensor:
        return torch.sigmoid(-x[:, 0])


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_STEPS", 100)
    monkeypatch.setattr(module, "UNMOVED_STEPS", 50)


@pytest.mark.parametrize(("seed", "side"), [(2, 1.0), (3, -1.0)])
@pytest.mark.parametrize(
    ("source", "success", "slope"),
    [(Moving, True, None), (Discriminating, True, 1.0), (Inverted, True, -1.0), (Away, False, 1.0)],
)
def test_the_direction_and_what_the_discriminator_says(
    source: type, success: bool, slope: float | None, seed: int, side: float
) -> None:
    """The data lie 2 to the right of the untrained mean, for odd seeds to the left; D's logit is a line."""
    run = move(Target("t", source), seed)
    assert run.success is success
    assert run.seen.iterations == 5
    assert run.value == run.seen.distance == pytest.approx(0.5 if success else -0.5, abs=1e-5)
    if slope is None:
        assert run.seen.leaning is None
        assert run.seen.learning is None
    else:
        assert run.seen.learning is True
        # What is left of the distance of 2, by 500 draws of N(., 1) each: 0.5 is beyond seven sigmas.
        assert run.seen.leaning == pytest.approx(slope * side * (2.0 - run.value), abs=0.5)


def test_a_run_that_never_moves_fails_early() -> None:
    run = move(Target("t", Still), 3)
    assert run.success is False
    assert run.value == 0.0
    assert run.seen.iterations == 50


def test_a_run_that_hardly_moves_has_no_say() -> None:
    run = move(Target("t", Slow), 3)
    assert run.success is None
    assert run.value == pytest.approx(0.1, abs=1e-4)
    assert run.seen.iterations == 100


def test_a_run_that_diverges_fails_at_once() -> None:
    run = move(Target("t", Diverging), 3)
    assert run.success is False
    assert run.seen.iterations == 5


@pytest.mark.parametrize(
    ("source", "means_it"),
    [
        (Declared, True),
        (DeclaredUsual, False),
        (Inverted, True),
        (Away, False),
        (Judge, False),
    ],
)
def test_whether_one_stands_for_fake(source: type, means_it: bool) -> None:
    """Asked only of a D that is low on real data: it means fake by 1 if the target says so, or its G follows it."""
    assert module.means_fake_by_one(Trial(Target("t", source), seed=1, alpha=1e-3)) is means_it
