"""Training E GANs at once, by batched matrix products."""

from __future__ import annotations

from collections.abc import Iterable

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


class Ensemble:
    """E GANs trained at once: member i is the GAN of `Trainer(p_data, recipe, seed=seeds[i])`.

    It starts from the same weights and sees the same minibatches; sums are taken in another order, so that
    the two agree to rounding at each iteration (the tests say how far after many). A member that diverges
    disturbs no other: `diverged` says which did, and when.
    """

    def __init__(
        self,
        p_data: Density,
        recipe: Recipe = REF,
        seeds: Iterable[int] = range(16),
        *,
        device: str | torch.device = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        self.seeds = tuple(seeds)
        if not self.seeds:
            raise ValueError("an ensemble has at least one member: pass its seeds")
        for rule in (recipe.generator_rule, recipe.discriminator_rule):
            if rule.name not in ELEMENTWISE:
                raise ValueError(
                    f"{rule.name} mixes the numbers of a weight, so that members would not stay apart: "
                    "use one Trainer for each seed"
                )
        self.p_data = p_data
        self.recipe = recipe
        self.device = torch.device(device)
        self._diverged: dict[int, int] = {}
        streams = [seeds_for(seed, 3) for seed in self.seeds]
        generators: list[nn.Module] = []
        discriminators: list[nn.Module] = []
        for modules_seed, _, _ in streams:
            with RandomState(modules_seed, self.device):
                generator, discriminator = recipe.build(p_data.dim)
            generators.append(generator)
            discriminators.append(discriminator)
        self.game = Game(
            p_data,
            recipe,
            stack(generators).to(self.device, dtype),
            stack(discriminators).to(self.device, dtype),
            data_seeds=[data_seed for _, data_seed, _ in streams],
            noise_seeds=[noise_seed for _, _, noise_seed in streams],
            device=self.device,
            dtype=dtype,
        )

    def __len__(self) -> int:
        return len(self.seeds)

    @property
    def iteration(self) -> int:
        """Iterations done, the same for all members."""
        return self.game.iteration

    @property
    def diverged(self) -> dict[int, int]:
        """The seed of each member that diverged, and the iteration, from 1, that showed it."""
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
        for done in range(1, iterations + 1):
            losses = self.game.advance()
            # The sums over members tell that one has diverged, its weights then which.
            if not bool(torch.isfinite(losses.discriminator + losses.generator)):
                self._note_diverged()
            if progress is not None and (done % max(1, iterations // 100) == 0 or done == iterations):
                progress(done, iterations)
        self._note_diverged()
        return self

    def _note_diverged(self) -> None:
        for parameter in (*self.game.generator.parameters(), *self.game.discriminator.parameters()):
            finite = torch.isfinite(parameter.detach()).flatten(1).all(1)
            for i in (~finite).nonzero().flatten().tolist():
                self._diverged.setdefault(self.seeds[i], self.iteration)

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
