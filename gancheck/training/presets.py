"""Recipes under which Algorithm 1 converges on 1-D mixtures of Gaussians."""

from __future__ import annotations

from gancheck.training.recipe import Network, Recipe
from gancheck.training.rules import Rule

REF = Recipe(
    name="ref",
    generator_rule=Rule("Adam", lr=1e-3, betas=(0.0, 0.9)),
    discriminator_rule=Rule("Adam", lr=4e-3, betas=(0.0, 0.9)),
    generator=Network(gain=2.0),
    average=0.995,
)

REF_1D = REF.replace(name="ref-1d", latent=1, k=2, generator=Network((64, 64)))

PAPER = Recipe(
    name="paper",
    objective="minimax",
    k=3,
    iterations=1500,
    generator_rule=Rule("SGD", lr=0.05, momentum=0.5),
    discriminator_rule=Rule("SGD", lr=0.1, momentum=0.5),
)

PRESETS = {recipe.name: recipe for recipe in (REF, REF_1D, PAPER)}
