"""A whole training step on known fakes: D sees them, G stays as it is."""

from __future__ import annotations

import copy

import torch
from torch import Tensor

from gancheck.targets.injection import inject
from tests.gans.handwritten import Handwritten


class Spy(Handwritten):
    def discriminator_step(self, real: Tensor, fake: Tensor) -> None:
        self.seen = fake.clone()
        super().discriminator_step(real, fake)


def test_the_discriminator_is_fed_the_known_fakes() -> None:
    gan = Spy()
    real, fake = torch.randn(64, 1), torch.randn(64, 1) + 5
    inject(gan, real, fake)
    assert torch.equal(gan.seen, fake)


def test_rows_repeat_when_more_are_asked_for() -> None:
    gan = Spy()
    inject(gan, torch.randn(10, 1), torch.arange(4.0)[:, None])
    assert gan.seen[:, 0].tolist() == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1]


def test_the_generator_does_not_move_and_the_discriminator_does() -> None:
    gan = Spy()
    before = copy.deepcopy(gan.generator.state_dict()), copy.deepcopy(gan.discriminator.state_dict())
    inject(gan, torch.randn(64, 1), torch.randn(64, 1))
    assert all(torch.equal(a, b) for a, b in zip(before[0].values(), gan.generator.state_dict().values(), strict=True))
    assert not all(
        torch.equal(a, b) for a, b in zip(before[1].values(), gan.discriminator.state_dict().values(), strict=True)
    )
    assert not gan.generator._forward_hooks


def test_the_step_is_the_discriminators_own() -> None:
    torch.manual_seed(0)
    gan = Handwritten()
    twin = copy.deepcopy(gan)
    real, fake = torch.randn(64, 1), torch.randn(64, 1) + 1
    inject(gan, real, fake)
    twin.discriminator_step(real, fake)
    for a, b in zip(gan.discriminator.parameters(), twin.discriminator.parameters(), strict=True):
        assert torch.equal(a, b)
