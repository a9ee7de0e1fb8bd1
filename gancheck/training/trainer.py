"""Training one GAN: Algorithm 1 with a recipe, a seed and a device."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from typing import Any, Protocol

import torch
from torch import nn

from gancheck.theory import Density
from gancheck.training.algorithm import Losses
from gancheck.training.finite import require_finite
from gancheck.training.game import Game
from gancheck.training.gan import GAN
from gancheck.training.minibatches import seeds_for
from gancheck.training.presets import REF
from gancheck.training.random_state import RandomState
from gancheck.training.recipe import Recipe
from gancheck.training.written_out import BLOCK

Progress = Callable[[int, int], None]


class Recorder(Protocol):
    """What `run` calls at the start, at every iteration that is due, and at the end, such as a `Tracker`."""

    def due(self, iteration: int) -> bool:
        """Tell whether to record after this iteration."""

    def record(self, trainer: Trainer) -> None:
        """Take down what is wanted of the trainer, and leave it as it is."""


class Trainer:
    """Trains a GAN on `p_data` by a recipe; the same seed gives the same run, bit for bit, on one machine.

    The networks are the recipe's, or any `nn.Module`s: `generator` takes `(m, latent)` to `(m, dim)`,
    `discriminator` `(m, dim)` to m logits. What their modules draw, as dropout does, comes from a random
    state of the trainer's own, so that training neither depends on torch's global one nor moves it.

    `path` is how iterations are done, see `Game`: perceptrons train several times faster than by `Algorithm1`'s plain
    lines, with the same numbers to rounding. A run is the same bit for bit on one path only.
    """

    def __init__(
        self,
        p_data: Density,
        recipe: Recipe = REF,
        *,
        seed: int = 0,
        device: str | torch.device = "cpu",
        dtype: torch.dtype = torch.float32,
        generator: nn.Module | None = None,
        discriminator: nn.Module | None = None,
        path: str = "auto",
    ) -> None:
        self.p_data = p_data
        self.recipe = recipe
        self.seed = seed
        self.device = torch.device(device)
        self.dtype = dtype
        modules_seed, *_ = seeds = seeds_for(seed, 3)
        self._random = RandomState(modules_seed, self.device)
        with self._random:
            built_generator, built_discriminator = recipe.build(p_data.dim)
        self.game = Game(
            p_data,
            recipe,
            (generator or built_generator).to(self.device, dtype),
            (discriminator or built_discriminator).to(self.device, dtype),
            data_seeds=seeds[1],
            noise_seeds=seeds[2],
            device=self.device,
            dtype=dtype,
            path=path,
        )
        self.losses: Losses | None = None

    @property
    def iteration(self) -> int:
        """Iterations done."""
        return self.game.iteration

    @property
    def gan(self) -> GAN:
        """The GAN as it is sampled from: the weight averages if the recipe has them. A view, not a copy."""
        return GAN(self.game.sampled_generator, self.game.sampled_discriminator, self.recipe.noise_prior)

    def step(self) -> Losses:
        """Do one iteration. Raises NonFiniteError if a loss or parameter is not finite after it."""
        return self._advance(1)

    def _advance(self, iterations: int) -> Losses:
        game = self.game
        game.choose()
        if game.written_out is not None:
            self.losses = game.run(iterations)
            if game.written_out.diverged:
                require_finite(self.iteration, self.losses, game.generator, game.discriminator)
            return self.losses
        for _ in range(iterations):
            with self._random:
                self.losses = game.advance()
            require_finite(self.iteration, self.losses, game.generator, game.discriminator)
        assert self.losses is not None
        return self.losses

    def run(
        self,
        iterations: int | None = None,
        *,
        tracker: Recorder | None = None,
        progress: Progress | None = None,
    ) -> GAN:
        """Train for `iterations`, by default to the recipe's end, and return the GAN.

        `tracker` records as often as it says; `progress(done, total)` is called about a hundred times. Raises
        ValueError beyond the recipe's end, and NonFiniteError.
        """
        left = self.recipe.iterations - self.iteration
        iterations = left if iterations is None else iterations
        if not 0 <= iterations <= left:
            raise ValueError(f"{left} of the recipe's {self.recipe.iterations} iterations are left, not {iterations}")
        if tracker is not None and self.iteration == 0:
            tracker.record(self)
        done, often = 0, max(1, iterations // 100)

        def stops(at: int) -> bool:
            return at == iterations or (progress is not None and at % often == 0) or recorded(at)

        def recorded(at: int) -> bool:
            return tracker is not None and (at == iterations or tracker.due(begun + at))

        begun = self.iteration
        while done < iterations:
            n = next((n for n in range(1, BLOCK) if stops(done + n)), min(BLOCK, iterations - done))
            self._advance(n)
            done += n
            if tracker is not None and recorded(done):
                tracker.record(self)
            if progress is not None and (done % often == 0 or done == iterations):
                progress(done, iterations)
        return self.gan

    def save(self, path: str | PathLike[str]) -> None:
        """Write a checkpoint: weights, averages, optimizers, and the state of everything random."""
        torch.save(
            {
                "recipe": self.recipe.to_dict(),
                "p_data": repr(self.p_data),
                "seed": self.seed,
                "dtype": str(self.dtype).removeprefix("torch."),
                "game": self.game.state_dict(),
                "random": self._random.state_dict(),
            },
            path,
        )

    @classmethod
    def load(
        cls,
        path: str | PathLike[str],
        p_data: Density,
        *,
        device: str | torch.device = "cpu",
        generator: nn.Module | None = None,
        discriminator: nn.Module | None = None,
    ) -> Trainer:
        """Take up a run where `save` left it: on the same device it goes on bit for bit.

        A checkpoint holds no code: pass `p_data`, and the networks if they are not the recipe's, again.
        Raises ValueError if `p_data` is not the one that the run was started with.
        """
        saved: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        if saved["p_data"] != repr(p_data):
            raise ValueError(
                f"the checkpoint was trained on {saved['p_data']}, not on {p_data!r}: pass the same p_data"
            )
        trainer = cls(
            p_data,
            Recipe.from_dict(saved["recipe"]),
            seed=saved["seed"],
            device=device,
            dtype=getattr(torch, saved["dtype"]),
            generator=generator,
            discriminator=discriminator,
        )
        trainer.game.load_state_dict(saved["game"])
        trainer._random.load_state_dict(saved["random"])
        return trainer
