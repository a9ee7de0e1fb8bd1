"""The written-out iteration of Algorithm 1 for perceptrons: what `Trainer` and `Ensemble` run where they can.

`Algorithm1` says what an iteration is; this does the same to rounding, without autograd, with one update for all
numbers of a player, and asks after many iterations, not after each, whether all is finite. Members of an ensemble are
taken a few at a time through many iterations, so that what they touch stays in the processor's cache.

`torch.compile` of the same iteration took 35 to 41 s to compile here, for a step 5.5 times faster than a plain loop at
2x32 with minibatches of 64 and 1.9 times at 2x128 with 256; this one is 6.1 and 2.4 times faster. It is not used.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn.modules import module as module_hooks

from gancheck.theory import Objective
from gancheck.training.algorithm import Losses
from gancheck.training.average import WeightAverage
from gancheck.training.chunk import Chunk, Player, bytes_a_member, losses_of
from gancheck.training.flat import Flat, affine_layers, sizes
from gancheck.training.flat_rule import FlatRule
from gancheck.training.minibatches import Minibatches
from gancheck.training.perceptron import activations, hooked, leaves, why_not_written_out
from gancheck.training.recipe import Recipe
from gancheck.training.rules import ELEMENTWISE, Rule

# Iterations between two looks at what is finite, and for which minibatches are at hand at once.
BLOCK = 32
# Bytes that the members of a chunk may touch: small enough for the caches, large enough that few calls are made. With
# 1 MiB of L2 a core and 32 MiB of L3 cache 4 to 8 MiB were the fastest, at widths of 32 and of 128.
CACHE = 6 << 20

# Makes a function of no arguments that does again what its argument does, such as the replay of a CUDA graph.
Capture = Callable[[Callable[[], None]], Callable[[], None]]


def why_not(generator: nn.Module, discriminator: nn.Module, rules: Sequence[Rule]) -> str | None:
    """Why this game is not written out, None for one that is."""
    if _watched():
        return "something watches all modules"
    for name, player in (("generator", generator), ("discriminator", discriminator)):
        reason = why_not_written_out(player)
        if reason is not None:
            return f"the {name}: {reason}"
        if next(player.parameters()).dtype not in (torch.float32, torch.float64):
            return f"the {name} is neither float32 nor float64"
    if sizes(affine_layers(discriminator)[-1])[1] != 1:
        return "the discriminator has more than one output"
    for rule in rules:
        if rule.name not in ELEMENTWISE:
            return f"{rule.name} mixes the numbers of a weight"
    return None


class WrittenOut:
    """Runs iterations of a game. `diverged` holds the iteration, from 1, of each member that is not finite any more."""

    def __init__(
        self,
        players: tuple[nn.Module, nn.Module],
        rules: tuple[Sequence[Rule], Sequence[Rule]],
        averages: Sequence[WeightAverage],
        recipe: Recipe,
        objective: Objective,
        noise: Minibatches,
        data: Minibatches,
        *,
        capture: Capture | None = None,
    ) -> None:
        self._recipe, self._objective, self._noise, self._minibatches = recipe, objective, noise, data
        self.diverged: dict[int, int] = {}
        self._capture = capture
        self._leaves = [(player, leaves(player)) for player in players]
        flats = [Flat(player) for player in players]
        averaged = [Flat(average.module) for average in averages]
        self._players = [
            Player(flat, activations(module), _widths(module), averaged[i] if averaged else None)
            for i, (flat, module) in enumerate(zip(flats, players, strict=True))
        ]
        self.members = flats[0].members
        bytes_each = bytes_a_member(
            self._players[0].sizes, self._players[1].sizes, recipe.minibatch, recipe.k, flats[0].values.itemsize
        )
        most = self.members if flats[0].values.is_cuda else max(1, CACHE // bytes_each)
        self.chunks = [
            Chunk(
                self._players[0],
                self._players[1],
                (
                    FlatRule(flats[0], rules[0][first], first, last, rate_on_device=capture is not None),
                    FlatRule(flats[1], rules[1][first], first, last, rate_on_device=capture is not None),
                ),
                objective,
                (first, last),
                m=recipe.minibatch,
                k=recipe.k,
                decay=recipe.average,
            )
            for first, last in _spans(list(zip(*rules, strict=True)), most)
        ]
        self._replays: list[Callable[[], None] | None] = [None] * len(self.chunks)

    def bound(self) -> bool:
        """Whether the modules still are those that are trained here, and nobody watches them."""
        flats = [part for player in self._players for part in (player.flat, player.average) if part is not None]
        return (
            not _watched()
            and all(flat.bound() for flat in flats)
            and all(leaves(module) == known and not any(map(hooked, known)) for module, known in self._leaves)
        )

    @torch.no_grad()
    def run(self, start: int, iterations: int) -> int:
        """Go on from iteration `start`, which counts from 0; return how many iterations were done.

        They are fewer where a single GAN diverges: it stands as that iteration left it.
        """
        done = 0
        while done < iterations:
            fresh = any(chunk.generator_rule.fresh or chunk.discriminator_rule.fresh for chunk in self.chunks)
            n = 1 if fresh else min(BLOCK, iterations - done)
            done += self._block(start + done, n)
            if self.diverged and self.members == 1:
                break
        for player in self._players:
            player.flat.show_gradients()
        return done

    def losses(self) -> Losses:
        """The losses of the last iteration, summed over members."""
        each = [chunk.losses() for chunk in self.chunks]
        return Losses(*(torch.stack(parts).sum() for parts in zip(*each, strict=True)))

    def write(self, optimizers: Sequence[torch.optim.Optimizer]) -> None:
        """Give the state of a single GAN's rules to the optimizers of its parameters."""
        (chunk,) = self.chunks
        for player, rule, optimizer in zip(self._players, _rules(chunk), optimizers, strict=True):
            rule.write(player.flat, optimizer)

    def read(self, optimizers: Sequence[torch.optim.Optimizer]) -> None:
        """Take over the state of the optimizers of a single GAN's parameters."""
        (chunk,) = self.chunks
        self._replays = [None]
        for player, rule, optimizer in zip(self._players, _rules(chunk), optimizers, strict=True):
            rule.read(player.flat, optimizer)

    def _block(self, start: int, n: int) -> int:
        k = self._recipe.k
        noise = [[self._noise() for _ in range(k + 1)] for _ in range(n)]
        data = [[self._minibatches() for _ in range(k)] for _ in range(n)]
        for place, chunk in enumerate(self.chunks):
            alive = self._alive(chunk)
            if n == 1:
                self._iterate(place, start, noise[0], data[0])
                if alive and not self._finite(chunk, alive):
                    self._note(chunk, alive, start)
                continue
            before = chunk.state()
            both = chunk.both.new_empty(n, *chunk.both.shape)
            fake = chunk.fake.new_empty(n, *chunk.fake.shape)
            for t in range(n):
                self._iterate(place, start + t, noise[t], data[t])
                both[t].copy_(chunk.both)
                fake[t].copy_(chunk.fake)
            if not alive or self._finite(chunk, alive, both, fake):
                continue
            # Some iteration of the block is at fault: go through it again and look after each.
            chunk.take_up(before)
            for t in range(n):
                self._iterate(place, start + t, noise[t], data[t])
                self._note(chunk, self._alive(chunk), start + t)
                if self.diverged and self.members == 1:
                    return t + 1
        return n

    def _iterate(self, place: int, now: int, noise: Sequence[Tensor], data: Sequence[Tensor]) -> None:
        chunk, recipe = self.chunks[place], self._recipe
        momentum = recipe.momentum_ramp.momentum(now) if recipe.momentum_ramp else None
        fresh = chunk.generator_rule.fresh or chunk.discriminator_rule.fresh
        for rule in _rules(chunk):
            rule.set_pace(recipe.decay.rate(rule.rule.lr, now, recipe.iterations), momentum)
        chunk.load(noise, data)
        # The first iteration makes the state that a graph needs in place.
        if self._capture is None or fresh:
            chunk.body()
            return
        replay = self._replays[place]
        if replay is None:
            before = chunk.state()
            self._replays[place] = replay = self._capture(chunk.body)
            chunk.take_up(before)
        replay()

    def _alive(self, chunk: Chunk) -> list[int]:
        return [member for member in range(chunk.first, chunk.last) if member not in self.diverged]

    def _finite(self, chunk: Chunk, alive: list[int], both: Tensor | None = None, fake: Tensor | None = None) -> bool:
        """Whether the losses of a block, or of the last iteration, and the parameters now are finite: one question."""
        everyone = len(alive) == chunk.last - chunk.first
        if both is None or fake is None:
            both, fake = chunk.both, chunk.fake
        if everyone and both is chunk.both:
            losses = chunk.losses()
        else:
            places = [member - chunk.first for member in alive]
            losses = losses_of(self._objective, both[..., places, :, :], fake[..., places, :])
        return bool((losses.discriminator + losses.generator + 0 * chunk.extremes(alive)).isfinite())

    def _note(self, chunk: Chunk, alive: list[int], now: int) -> None:
        for member in alive:
            if chunk.diverged(member):
                self.diverged[member] = now + 1


def _watched() -> bool:
    return bool(module_hooks._has_any_global_hook())  # type: ignore[no-untyped-call]


def _spans(rules: Sequence[object], most: int) -> list[tuple[int, int]]:
    """Members in even parts of at most `most`, of which each has one rule."""
    found, first = [], 0
    for _, group in itertools.groupby(rules):
        members = len(list(group))
        parts = -(-members // most)
        edges = [first + members * i // parts for i in range(parts + 1)]
        found += list(itertools.pairwise(edges))
        first += members
    return found


def _rules(chunk: Chunk) -> tuple[FlatRule, FlatRule]:
    return chunk.generator_rule, chunk.discriminator_rule


def _widths(module: nn.Module) -> list[int]:
    layers = [sizes(layer) for layer in affine_layers(module)]
    return [layers[0][0], *(units for _, units in layers)]
