"""The game: both players, their rules, what they draw from, the pace, and the path by which iterations are done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from gancheck.theory import Density, objective
from gancheck.training.algorithm import Algorithm1, Losses
from gancheck.training.average import WeightAverage
from gancheck.training.graph import capture_graph, why_not_captured
from gancheck.training.memberwise import by_rule, optimizer_of
from gancheck.training.minibatches import Minibatches
from gancheck.training.recipe import Recipe
from gancheck.training.rules import Rule
from gancheck.training.schedule import set_pace
from gancheck.training.written_out import Capture, WrittenOut, why_not

PATHS = ("auto", "plain", "written-out", "graph")


class Game:
    """All that changes while training: one GAN where the seeds are integers, an ensemble where sequences.

    `path` is how iterations are done: "plain" is `Algorithm1`'s lines, "written-out" is `WrittenOut`, for perceptrons,
    and "graph" is that one captured as a CUDA graph; they agree to rounding. "auto" takes the fastest that can be
    taken: on a CPU written out, else plain, with the reason in `why_plain`. Raises ValueError where the path that is
    asked for cannot be. `rules` are the members' own, the generators' and the discriminators', where they differ.
    """

    def __init__(
        self,
        p_data: Density | Sequence[Density],
        recipe: Recipe,
        generator: nn.Module,
        discriminator: nn.Module,
        *,
        data_seeds: int | Sequence[int],
        noise_seeds: int | Sequence[int],
        device: str | torch.device,
        dtype: torch.dtype,
        path: str = "auto",
        rules: tuple[Sequence[Rule], Sequence[Rule]] | None = None,
        capture: Capture | None = None,
    ) -> None:
        if path not in PATHS:
            raise ValueError(f"the path of an iteration is one of {', '.join(PATHS)}, not {path!r}")
        self.recipe = recipe
        self.iteration = 0
        self.generator = generator.train()
        self.discriminator = discriminator.train()
        self._data = Minibatches(p_data, recipe.minibatch, data_seeds, device=device, dtype=dtype)
        self._noise = Minibatches(recipe.noise_prior, recipe.minibatch, noise_seeds, device=device, dtype=dtype)
        self._members = 1 if isinstance(data_seeds, int) else len(data_seeds)
        self._rules = rules or ([recipe.generator_rule] * self._members, [recipe.discriminator_rule] * self._members)
        self.algorithm = Algorithm1(
            generator,
            discriminator,
            optimizer_of(self._rules[0], generator),
            optimizer_of(self._rules[1], discriminator),
            objective(recipe.objective),
            noise=self._noise,
            data=self._data,
            k=recipe.k,
        )
        self._averages = [
            WeightAverage(player, recipe.average) for player in (generator, discriminator) if recipe.average is not None
        ]
        self.path = path
        self._capture = capture or (capture_graph if torch.device(device).type == "cuda" else None)
        self._written_out: WrittenOut | None = None
        self.why_plain: str | None = "asked for"
        self.choose()

    @property
    def sampled_generator(self) -> nn.Module:
        """The generator that is sampled from: the average if the recipe has one."""
        return self._averages[0].module if self._averages else self.generator

    @property
    def sampled_discriminator(self) -> nn.Module:
        """The discriminator that goes with it."""
        return self._averages[1].module if self._averages else self.discriminator

    @property
    def written_out(self) -> WrittenOut | None:
        """What runs the iterations; None on the plain path."""
        return self._written_out

    def choose(self) -> None:
        """Take the path anew: before a block of iterations, for a module may have been moved or hooked since."""
        before = self._written_out
        if before is not None and before.bound():
            return
        reason = "asked for" if self.path == "plain" else self._why_not()
        if reason is not None and self.path not in ("auto", "plain"):
            raise ValueError(f"this game's iterations cannot be taken by the path {self.path!r}: {reason}")
        if before is not None and self._members == 1:
            before.write(self._optimizers)
        self.why_plain, self._written_out = reason, None
        if reason is None:
            captured = self._capture is not None and why_not_captured(self._rules, self.recipe) is None
            self._written_out = WrittenOut(
                (self.generator, self.discriminator),
                self._rules,
                self._averages,
                self.recipe,
                self.algorithm.objective,
                self._noise,
                self._data,
                capture=self._capture if captured else None,
            )
            if self._members == 1:
                self._written_out.read(self._optimizers)

    def _why_not(self) -> str | None:
        reason = why_not(self.generator, self.discriminator, [rule for rules in self._rules for rule in rules])
        if reason is None and self.path == "graph":
            if self._capture is None:
                return "there is no CUDA device"
            return why_not_captured(self._rules, self.recipe)
        return reason

    @property
    def _optimizers(self) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
        return self.algorithm.generator_optimizer, self.algorithm.discriminator_optimizer

    def run(self, iterations: int) -> Losses:
        """Do several iterations written out; fewer where a single GAN diverges, as `written_out.diverged` says."""
        assert self._written_out is not None
        self.iteration += self._written_out.run(self.iteration, iterations)
        self._set_pace(max(self.iteration - 1, 0))
        return self._written_out.losses()

    def advance(self) -> Losses:
        """One plain iteration: set the pace, do one iteration of Algorithm 1, move the averages."""
        self._set_pace(self.iteration)
        losses = self.algorithm.iteration()
        for average in self._averages:
            average.update()
        self.iteration += 1
        return losses

    def _set_pace(self, now: int) -> None:
        recipe = self.recipe
        momentum = recipe.momentum_ramp.momentum(now) if recipe.momentum_ramp else None
        for rules, both in zip(self._rules, self._optimizers, strict=True):
            for rule, optimizer in by_rule(rules, both):
                set_pace(optimizer, recipe.decay.rate(rule.lr, now, recipe.iterations), momentum)

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
        if self._written_out is not None:
            self._written_out.write(self._optimizers)
        return {
            "iteration": self.iteration,
            **{name: part.state_dict() for name, part in self._parts().items()},
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Stand where `state` was taken."""
        self.iteration = int(state["iteration"])
        for name, part in self._parts().items():
            part.load_state_dict(state[name])
        if self._written_out is not None:
            self._written_out.read(self._optimizers)
