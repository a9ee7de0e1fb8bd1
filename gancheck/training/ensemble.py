"""Training E GANs at once, by batched matrix products."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import TypeVar

import torch
from torch import Tensor, nn

from gancheck.theory import Density
from gancheck.training.game import Game
from gancheck.training.gan import GAN
from gancheck.training.minibatches import seeds_for
from gancheck.training.presets import REF
from gancheck.training.random_state import RandomState
from gancheck.training.recipe import Recipe
from gancheck.training.rules import ELEMENTWISE
from gancheck.training.stacked import member, stack
from gancheck.training.trainer import Progress

T = TypeVar("T")


class Ensemble:
    """E GANs trained at once: member i is the GAN of `Trainer(p_data, recipe, seed=seeds[i])`.

    `p_data` and `recipe` are one for all, or one for each member: recipes may differ in the learning rules, with their
    rates, and in how the initial weights are drawn (a network's `gain` and `uniform`). `generators` and
    `discriminators` are initial networks in place of the recipe's, one for each member; they are copied.

    A member starts from the weights of its trainer and sees the same minibatches; sums are taken in another order, so
    that the two agree to rounding at each iteration (the tests say how far after many). A member that diverges
    disturbs no other: `diverged` says which did, and when. `path` is how iterations are done, see `Game`.
    """

    def __init__(
        self,
        p_data: Density | Sequence[Density],
        recipe: Recipe | Sequence[Recipe] = REF,
        seeds: Iterable[int] = range(16),
        *,
        device: str | torch.device = "cpu",
        dtype: torch.dtype = torch.float32,
        generators: Sequence[nn.Module] | None = None,
        discriminators: Sequence[nn.Module] | None = None,
        path: str = "auto",
    ) -> None:
        self.seeds = tuple(seeds)
        if not self.seeds:
            raise ValueError("an ensemble has at least one member: pass its seeds")
        self.p_data = p_data
        recipes = self._one_each("recipe", [recipe] * len(self) if isinstance(recipe, Recipe) else recipe)
        densities = self._one_each("p_data", [p_data] * len(self) if isinstance(p_data, Density) else p_data)
        self.recipe = _shared(recipes)
        if len({density.dim for density in densities}) > 1:
            raise ValueError(f"the members' p_data have to share one dimension, not {[p.dim for p in densities]}")
        rules = [each.generator_rule for each in recipes], [each.discriminator_rule for each in recipes]
        for rule in (*rules[0], *rules[1]):
            if rule.name not in ELEMENTWISE:
                raise ValueError(
                    f"{rule.name} mixes the numbers of a weight, so that members would not stay apart: "
                    "use one Trainer for each seed"
                )
        self.device = torch.device(device)
        self._diverged: dict[int, int] = {}
        streams = [seeds_for(seed, 3) for seed in self.seeds]
        built: list[tuple[nn.Module, nn.Module]] = []
        for (modules_seed, _, _), each, density in zip(streams, recipes, densities, strict=True):
            with RandomState(modules_seed, self.device):
                built.append(each.build(density.dim))
        players = [
            stack(self._one_each(name, given or [pair[i] for pair in built])).to(self.device, dtype)
            for i, (name, given) in enumerate((("generators", generators), ("discriminators", discriminators)))
        ]
        self.game = Game(
            densities,
            self.recipe,
            players[0],
            players[1],
            data_seeds=[data_seed for _, data_seed, _ in streams],
            noise_seeds=[noise_seed for _, _, noise_seed in streams],
            device=self.device,
            dtype=dtype,
            path=path,
            rules=rules,
        )

    def _one_each(self, name: str, given: Sequence[T]) -> list[T]:
        if len(given) != len(self):
            raise ValueError(f"{name} has {len(given)} entries for {len(self)} members: pass one for each seed")
        return list(given)

    def __len__(self) -> int:
        return len(self.seeds)

    @property
    def iteration(self) -> int:
        """Iterations done, the same for all members."""
        return self.game.iteration

    @property
    def diverged(self) -> dict[int, int]:
        """The place i of each member that diverged, and the iteration, from 1, that showed it."""
        return dict(self._diverged)

    def run(self, iterations: int | None = None, *, progress: Progress | None = None) -> Ensemble:
        """Train for `iterations`, by default to the recipe's end, and return the ensemble.

        `progress(done, total)` is called about a hundred times. Raises ValueError beyond the recipe's end;
        never because a member diverges.
        """
        left = self.recipe.iterations - self.iteration
        iterations = left if iterations is None else iterations
        if not 0 <= iterations <= left:
            raise ValueError(f"{left} of the recipe's {self.recipe.iterations} iterations are left, not {iterations}")
        done, often = 0, max(1, iterations // 100)
        while done < iterations:
            n = min(iterations, done // often * often + often) - done if progress is not None else iterations
            self._advance(n)
            done += n
            if progress is not None and (done % often == 0 or done == iterations):
                progress(done, iterations)
        self._note_diverged()
        return self

    def _advance(self, iterations: int) -> None:
        game = self.game
        if game.written_out is not None:
            game.run(iterations)
            for i, iteration in game.written_out.diverged.items():
                self._diverged.setdefault(i, iteration)
            return
        for _ in range(iterations):
            losses = game.advance()
            # The sums over members tell that one has diverged, its weights then which.
            if not bool(torch.isfinite(losses.discriminator + losses.generator)):
                self._note_diverged()

    def _note_diverged(self) -> None:
        for parameter in (*self.game.generator.parameters(), *self.game.discriminator.parameters()):
            finite = torch.isfinite(parameter.detach()).flatten(1).all(1)
            for i in (~finite).nonzero().flatten().tolist():
                self._diverged.setdefault(i, self.iteration)

    def member(self, i: int) -> GAN:
        """Return member i as a GAN of ordinary modules, with weights of its own: averages, if the recipe has them."""
        generator = member(self.game.sampled_generator, i)
        discriminator = member(self.game.sampled_discriminator, i)
        return GAN(generator, discriminator, self.recipe.noise_prior)

    def sample(self, n: int, *, generator: torch.Generator | None = None) -> Tensor:
        """Draw `n` rows of every member's p_g, `(E, n, dim)`, each from noise of its own."""
        like = next(self.game.sampled_generator.parameters())
        noise = self.recipe.noise_prior.sample(len(self) * n, generator=generator, dtype=like.dtype)
        with torch.no_grad():
            fakes: Tensor = self.game.sampled_generator(noise.view(len(self), n, -1).to(like.device))
        return fakes


def _shared(recipes: Sequence[Recipe]) -> Recipe:
    """The first recipe, if the others differ from it in no more than members may."""
    first = recipes[0]
    for recipe in recipes:
        players = [
            dataclasses.replace(own, gain=known.gain, uniform=known.uniform)
            for own, known in ((recipe.generator, first.generator), (recipe.discriminator, first.discriminator))
        ]
        alike = recipe.replace(
            name=first.name,
            generator_rule=first.generator_rule,
            discriminator_rule=first.discriminator_rule,
            generator=players[0],
            discriminator=players[1],
        )
        if alike != first:
            raise ValueError(
                "the recipes of an ensemble's members may differ in their learning rules and initial weights alone"
            )
    return first
