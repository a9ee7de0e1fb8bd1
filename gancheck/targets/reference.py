"""The reference implementation as a target: the recipe whose p_g is exact, trained in ensembles."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from gancheck.targets.players import Players
from gancheck.targets.subject import Subject
from gancheck.targets.target import See, Target
from gancheck.theory import Density, objective
from gancheck.training import GAN, REF_1D, Ensemble, Recipe


class ReferenceTarget(Target):
    """`gancheck.training` under test. It also stands for the theory, which no other target does."""

    # One ensemble: as many runs as a sequential check takes to pass when all succeed.
    at_once = 8

    def __init__(self, recipe: Recipe = REF_1D, *, device: str = "cpu") -> None:
        self.recipe = recipe
        super().__init__("reference", self._players, spec="reference", device=device)
        del self.lacks["theory"]

    def trained(
        self, p_data: Density, seeds: Sequence[int], progress: Callable[[float], None] = lambda fraction: None
    ) -> list[Subject]:
        """A GAN for each seed, all trained at once: member i is the one that its seed gives alone.

        Densities of one or two modes take half of the recipe's iterations.
        """
        shorter = self.recipe.replace(iterations=self.recipe.iterations // 2)
        recipe = shorter if len(p_data.modes) <= 2 else self.recipe
        ensemble = Ensemble(p_data, recipe, seeds, device=self.device)
        ensemble.run(progress=lambda done, total: progress(done / total))
        return [Subject(players_of(ensemble.member(i), recipe), self.device) for i in range(len(ensemble))]

    def watched(self, p_data: Density, seeds: Sequence[int], looks: int, see: See) -> None:
        """Train an ensemble for a quarter of the recipe's iterations, which is enough to be healthy at the end."""
        recipe = self.recipe.replace(iterations=self.recipe.iterations // 4)
        ensemble = Ensemble(p_data, recipe, seeds, device=self.device)
        for look in range(1, looks + 1):
            ensemble.run(recipe.iterations * look // looks - ensemble.iteration)
            for place in range(len(seeds)):
                subject = Subject(players_of(ensemble.member(place), recipe), self.device)
                see(place, subject, ensemble.iteration, recipe.iterations)

    def _players(self, seed: int) -> Players:
        generator, discriminator = self.recipe.build(1)
        return players_of(
            GAN(generator.to(self.device), discriminator.to(self.device), self.recipe.noise_prior), self.recipe
        )


def players_of(gan: GAN, recipe: Recipe) -> Players:
    """A GAN with the rules, the objective and the noise of its recipe, as somebody else would hand it in."""
    game = objective(recipe.objective)

    def noise(m: int) -> torch.Tensor:
        like = next(gan.generator.parameters())
        # A generator of its own, seeded from the global state: `Density.sample` never touches the global one.
        rng = torch.Generator().manual_seed(int(torch.randint(2**31, ())))
        return gan.prior.sample(m, generator=rng, dtype=like.dtype).to(like.device)

    return Players(
        generator=gan.generator,
        discriminator=gan.discriminator,
        generator_optimizer=recipe.generator_rule.build(gan.generator.parameters()),
        discriminator_optimizer=recipe.discriminator_rule.build(gan.discriminator.parameters()),
        generator_loss=game.generator_loss,
        discriminator_loss=game.discriminator_loss,
        noise=noise,
        k=recipe.k,
        minibatch=recipe.minibatch,
        iterations=recipe.iterations,
        prior=gan.prior,
    )
