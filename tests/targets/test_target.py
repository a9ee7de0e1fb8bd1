"""What a target can do, why it can't do the rest, and that building it is reproducible."""

from __future__ import annotations

import torch
from torch import Tensor

from gancheck.checks import CAPABILITIES
from gancheck.targets import Target, load
from gancheck.theory import Gaussian
from tests.gans.handwritten import Handwritten
from tests.gans.odd import StepOnly, players


class SampleOnly:
    p_data = Gaussian()

    def sample(self, n: int) -> Tensor:
        return torch.randn(n, 1)


class FitOnly:
    def fit(self, data: Tensor) -> None:
        self.mean = data.mean()

    def sample(self, n: int) -> Tensor:
        return torch.full((n, 1), float(self.mean))


class Plane(Handwritten):
    dim = 2


def test_every_capability_is_had_or_its_lack_explained() -> None:
    for source in (Handwritten, StepOnly, players, SampleOnly, FitOnly, Plane):
        target = Target("t", source)
        assert target.capabilities | set(target.lacks) == set(CAPABILITIES)
        assert not target.capabilities & set(target.lacks)
        assert all(target.lacks.values())


def test_what_each_kind_of_target_can_do() -> None:
    everything = {"sample", "discriminate", "discriminator-step", "train", "train-step"}
    assert Target("t", Handwritten).capabilities == everything
    assert Target("t", players).capabilities == everything
    assert Target("t", StepOnly).capabilities == everything
    assert Target("t", SampleOnly).capabilities == {"sample", "p-data"}
    assert Target("t", FitOnly).capabilities == {"sample", "train"}
    assert Target("t", Plane).capabilities == {"sample", "discriminate"}


def test_only_the_reference_stands_for_the_theory() -> None:
    assert "theory" in load("reference").capabilities
    assert "run without a target" in Target("t", Handwritten).lacks["theory"]


def test_data_of_another_dimension_is_a_reason() -> None:
    assert Target("t", Plane).lacks["train"] == "its data has 2 dimensions: the known densities to train on are 1-D"


def test_the_same_seed_builds_and_trains_the_same_gan() -> None:
    target = Target("t", Handwritten)

    def trained(seed: int) -> Tensor:
        subject = target.build(seed)
        subject.train(Gaussian(), torch.Generator().manual_seed(1), iterations=3)
        return subject.sample(10, 0)

    assert torch.equal(trained(5), trained(5))
    assert not torch.equal(trained(5), trained(6))
