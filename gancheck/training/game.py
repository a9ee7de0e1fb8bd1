"""The game: both players, their rules, what they draw from, and the pace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from gancheck.theory import Density, objective
from gancheck.training.algorithm import Algorithm1, Losses
from gancheck.training.average import WeightAverage
from gancheck.training.minibatches import Minibatches
from gancheck.training.recipe import Recipe
from gancheck.training.schedule import set_pace


class Game:
    """All that changes while training: one GAN where the seeds are integers, an ensemble where sequences."""

    def __init__(
        self,
        p_data: Density,
        recipe: Recipe,
        generator: nn.Module,
        discriminator: nn.Module,
        *,
        data_seeds: int | Sequence[int],
        noise_seeds: int | Sequence[int],
        device: str | torch.device,
        dtype: torch.dtype,
    ) -> None:
        self.recipe = recipe
        self.iteration = 0
        self.generator = generator.train()
        self.discriminator = discriminator.train()
        self._data = Minibatches(p_data, recipe.minibatch, data_seeds, device=device, dtype=dtype)
        self._noise = Minibatches(recipe.noise_prior, recipe.minibatch, noise_seeds, device=device, dtype=dtype)
        self.algorithm = Algorithm1(
            generator,
            discriminator,
            recipe.generator_rule.build(generator.parameters()),
            recipe.discriminator_rule.build(discriminator.parameters()),
            objective(recipe.objective),
            noise=self._noise,
            data=self._data,
            k=recipe.k,
        )
        self._averages = [
            WeightAverage(player, recipe.average) for player in (generator, discriminator) if recipe.average is not None
        ]

    @property
    def sampled_generator(self) -> nn.Module:
        """The generator that is sampled from: the average if the recipe has one."""
        return self._averages[0].module if self._averages else self.generator

    @property
    def sampled_discriminator(self) -> nn.Module:
        """The discriminator that goes with it."""
        return self._averages[1].module if self._averages else self.discriminator

    def advance(self) -> Losses:
        """Set the pace, do one iteration of Algorithm 1, move the averages."""
        recipe, now = self.recipe, self.iteration
        momentum = recipe.momentum_ramp.momentum(now) if recipe.momentum_ramp else None
        for rule, optimizer in (
            (recipe.generator_rule, self.algorithm.generator_optimizer),
            (recipe.discriminator_rule, self.algorithm.discriminator_optimizer),
        ):
            set_pace(optimizer, recipe.decay.rate(rule.lr, now, recipe.iterations), momentum)
        losses = self.algorithm.iteration()
        for average in self._averages:
            average.update()
        self.iteration += 1
        return losses

    def _parts(self) -> dict[str, Any]:
        return {
            "generator": self.generator,
            "discriminator": self.discriminator,
            "generator_optimizer": self.algorithm.generator_optimizer,
            "discriminator_optimizer": self.algorithm.discriminator_optimizer,
            "data": self._data,
            "noise": self._noise,
            **{f"average_{i}": average for i, average in enumerate(self._averages)},
        }

    def state_dict(self) -> dict[str, Any]:
        """Return tensors and plain values, shared with the game."""
        return {
            "iteration": self.iteration,
            **{name: part.state_dict() for name, part in self._parts().items()},
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Stand where `state` was taken."""
        self.iteration = int(state["iteration"])
        for name, part in self._parts().items():
            part.load_state_dict(state[name])
