"""Players: Algorithm 1 over somebody's modules, and the sentence for what is not one."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from gancheck.targets import Players
from tests.gans.odd import players


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("generator", 3, "generator has to be a torch.nn.Module, not int"),
        ("discriminator", None, "discriminator has to be a torch.nn.Module, not NoneType"),
        ("generator_optimizer", "Adam", "generator_optimizer has to be a torch.optim optimizer, not str"),
        ("noise", torch.zeros(3), "noise has to be callable, not Tensor"),
        ("output", "odds", "output has to be 'logits' or 'probability', not 'odds'"),
    ],
)
def test_what_is_no_player_gets_one_sentence(name: str, value: Any, sentence: str) -> None:
    fields = {field: getattr(players(), field) for field in Players.__dataclass_fields__}
    with pytest.raises((TypeError, ValueError)) as caught:
        Players(**{**fields, name: value})
    assert str(caught.value) == sentence


def test_an_iteration_is_k_ascents_and_one_descent() -> None:
    gan = players()
    gan.k = 3
    drawn: list[int] = []
    steps: list[str] = []
    noise = gan.noise
    gan.noise = lambda m: drawn.append(m) or noise(m)
    gan.discriminator_optimizer.register_step_post_hook(lambda *_: steps.append("D"))
    gan.generator_optimizer.register_step_post_hook(lambda *_: steps.append("G"))
    gan.train_step(torch.randn(gan.minibatch, 1) for _ in range(3))
    assert steps == ["D", "D", "D", "G"]
    assert drawn == [gan.minibatch] * 4


def test_a_discriminator_step_is_one_by_hand() -> None:
    torch.manual_seed(0)
    gan, twin = players(), players()
    twin.discriminator.load_state_dict(gan.discriminator.state_dict())
    real, fake = torch.randn(64, 1), torch.randn(64, 1) + 2
    gan.discriminator_step(real, fake)
    loss = twin.discriminator_loss(twin.discriminator(real)[:, 0], twin.discriminator(fake)[:, 0])
    twin.discriminator_optimizer.zero_grad()
    loss.backward()
    twin.discriminator_optimizer.step()
    for a, b in zip(gan.discriminator.parameters(), twin.discriminator.parameters(), strict=True):
        assert torch.equal(a, b)


def test_sampling_is_seeded_and_leaves_the_mode() -> None:
    gan = players()
    gan.generator.train()
    first: Tensor = gan.sample(5, 1)
    assert torch.equal(first, gan.sample(5, 1))
    assert gan.generator.training
