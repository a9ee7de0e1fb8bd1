"""Recipes are values: they compare, change, and survive a round trip through plain types."""

import json

import pytest
import torch

from gancheck.training import PRESETS, REF, Decay, MomentumRamp, Network, Recipe, Rule


@pytest.mark.parametrize("name", PRESETS)
def test_round_trip(name: str) -> None:
    recipe = PRESETS[name].replace(momentum_ramp=MomentumRamp(0.5, 0.7, 10), decay=Decay("exponential"))
    assert Recipe.from_dict(recipe.to_dict()) == recipe
    assert recipe != PRESETS[name]
    json.dumps(recipe.to_dict())


def test_builds_the_networks_it_names() -> None:
    generator, discriminator = REF.build(3)
    assert [p.shape[0] for p in generator.parameters()][::2] == [32, 32, 3]
    assert generator(torch.zeros(5, REF.latent)).shape == (5, 3)
    assert discriminator(torch.zeros(5, 3)).shape == (5, 1)


def test_gain_and_uniform() -> None:
    torch.manual_seed(0)
    plain = Network().build(2, 1)
    torch.manual_seed(0)
    doubled = Network(gain=2.0).build(2, 1)
    assert all(torch.equal(2 * a, b) for a, b in zip(plain.parameters(), doubled.parameters(), strict=True))
    narrow = Network(uniform=0.05).build(2, 1)
    assert all(p.abs().max() <= 0.05 for p in narrow.parameters())


@pytest.mark.parametrize("setting", ["k", "minibatch", "iterations", "latent"])
def test_counts_are_positive(setting: str) -> None:
    with pytest.raises(ValueError, match=f"{setting} has to be a positive integer, not 0"):
        REF.replace(**{setting: 0})


def test_published_settings_can_be_written_down() -> None:
    """Goodfellow et al. 2014 on MNIST, by the authors' code."""
    recipe = Recipe(
        "mnist",
        Rule("MomentumSGD", 0.1, momentum=0.5),
        Rule("MomentumSGD", 0.1, momentum=0.5),
        minibatch=100,
        latent=100,
        prior="uniform-sqrt3",
        generator=Network((1200, 1200), "relu", output="sigmoid", uniform=0.05),
        discriminator=Network((240, 240), "maxout", input_dropout=0.2, hidden_dropout=0.5, uniform=0.005),
        decay=Decay("exponential"),
        momentum_ramp=MomentumRamp(0.5, 0.7, 125_000),
    )
    generator, discriminator = recipe.build(784)
    fakes = generator(recipe.noise_prior.sample(2, dtype=torch.float32))
    assert fakes.shape == (2, 784)
    assert ((fakes > 0) & (fakes < 1)).all()
    assert discriminator(fakes).shape == (2, 1)
