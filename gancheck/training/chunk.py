"""Algorithm 1's iteration for a few members of an ensemble, or for one GAN, written out into buffers made once."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from gancheck.theory import Objective
from gancheck.training.algorithm import Losses
from gancheck.training.flat import NARROW, Flat
from gancheck.training.flat_rule import FlatRule
from gancheck.training.perceptron import Passes
from gancheck.training.pointwise import Pointwise
from gancheck.training.slopes import Fill, discriminator_slope, generator_slope


@dataclass(frozen=True)
class Player:
    """A player of all members: its numbers, what follows its layers, its average's numbers."""

    flat: Flat
    after: list[Pointwise | None]
    sizes: list[int]  # inputs, hidden units, outputs
    average: Flat | None


@dataclass(frozen=True)
class State:
    """Parameters, averages and rules as they stood."""

    numbers: list[Tensor]
    rules: list[list[dict[str, Any]]]


class Chunk:
    """The members from `first` on, without `last`.

    `body` is one iteration from the minibatches that `load` put in place: it reads and writes the same memory each
    time, asks the device for nothing, and can be captured as a graph.
    """

    def __init__(
        self,
        generator: Player,
        discriminator: Player,
        rules: tuple[FlatRule, FlatRule],
        objective: Objective,
        members: tuple[int, int],
        *,
        m: int,
        k: int,
        decay: float | None,
    ) -> None:
        self.first, self.last = members
        self.generator_rule, self.discriminator_rule = rules
        self._objective = objective
        size = self.last - self.first
        values = generator.flat.values

        def buffer(n: int, width: int) -> Tensor:
            shape = (size, width, n) if width < NARROW else (size, n, width)
            return torch.zeros(shape, dtype=values.dtype, device=values.device)

        g, d = generator.sizes, discriminator.sizes
        spare = torch.zeros(size * 2 * m * max(*g, *d)).to(values)
        g_hidden = [buffer(m, width) for width in g[1:-1]]
        d_hidden = [buffer(2 * m, width) for width in d[1:-1]]
        g_layers, d_layers = (player.flat.layers(*members) for player in (generator, discriminator))
        both, fake = buffer(2 * m, 1), buffer(m, 1)
        self._d_slope, self._g_slope = torch.zeros_like(both), torch.zeros_like(fake)
        self._fakes, self._fakes_slope = buffer(m, d[0]), buffer(m, d[0])
        self._noise, self._data = [buffer(m, g[0]) for _ in range(k + 1)], [buffer(2 * m, d[0]) for _ in range(k)]
        along = 2 if d[0] < NARROW else 1
        self._fake_rows = [rows.narrow(along, m, m) for rows in self._data]
        # Minibatches come as rows; of the data's buffers they are the first m.
        self._noise_rows = [rows.transpose(1, 2) if g[0] < NARROW else rows for rows in self._noise]
        real = [rows.narrow(along, 0, m) for rows in self._data]
        self._real_rows = [rows.transpose(1, 2) if d[0] < NARROW else rows for rows in real]
        halves = [hidden.flatten()[: hidden.numel() // 2] for hidden in d_hidden]
        halves = [half.view(buffer(m, width).shape) for half, width in zip(halves, d[1:-1], strict=True)]
        self._d_steps = [
            (
                Passes(g_layers, generator.after, noise, g_hidden, self._fakes, spare),
                Passes(d_layers, discriminator.after, rows, d_hidden, both, spare),
                fakes,
            )
            for noise, rows, fakes in zip(self._noise[:k], self._data, self._fake_rows, strict=True)
        ]
        self._g_passes = Passes(g_layers, generator.after, self._noise[k], g_hidden, self._fakes, spare)
        self._d_passes = Passes(d_layers, discriminator.after, self._fakes, halves, fake, spare)
        # What the logits were is wanted after the passes back, which overwrite them.
        self.both, self.fake = torch.zeros(size, 2, m).to(values), torch.zeros(size, m).to(values)
        self._outputs = both.view(size, 2, m), fake.view(size, m)
        self._fill_d: Fill = discriminator_slope(objective, self.both, self._d_slope.view(size, 2, m))
        self._fill_g: Fill = generator_slope(objective, self.fake, self._g_slope.view(size, m))
        self._numbers = [
            part for player in (generator, discriminator) for part in player.flat.part(player.flat.values, *members)
        ]
        self._averages = [
            part
            for player in (generator, discriminator)
            if player.average is not None
            for part in player.average.part(player.average.values, *members)
        ]
        self._by_member = [
            part[slice(*members)] for player in (generator, discriminator) for part in player.flat.by_member()
        ]
        self._losses: Losses | None = None
        self._weight = 0.0 if decay is None else 1 - decay

    def load(self, noise: Sequence[Tensor], data: Sequence[Tensor]) -> None:
        """Put k + 1 minibatches of noise and k of data in place, `(m, dim)` or `(all members, m, dim)` each."""
        self._losses = None
        part = slice(self.first, self.last)
        for buffers, minibatches in ((self._noise_rows, noise), (self._real_rows, data)):
            for buffer, minibatch in zip(buffers, minibatches, strict=True):
                buffer.copy_(minibatch[part] if minibatch.dim() == 3 else minibatch)

    def body(self) -> None:
        """One iteration: k steps of the discriminator, one of the generator, and the averages."""
        for generator, discriminator, fakes in self._d_steps:
            generator.forward()
            fakes.copy_(self._fakes)
            discriminator.forward()
            self.both.copy_(self._outputs[0])
            self._fill_d()
            discriminator.backward(self._d_slope)
            self.discriminator_rule.step()
        self._g_passes.forward()
        self._d_passes.forward()
        self.fake.copy_(self._outputs[1])
        self._fill_g()
        self._d_passes.backward(self._g_slope, weights=False, inputs=self._fakes_slope)
        self._g_passes.backward(self._fakes_slope)
        self.generator_rule.step()
        if self._averages:
            torch._foreach_lerp_(self._averages, self._numbers, self._weight)

    def losses(self) -> Losses:
        """The losses of the last iteration, summed over these members."""
        if self._losses is None:
            self._losses = losses_of(self._objective, self.both, self.fake)
        return self._losses

    def state(self) -> State:
        """What an iteration changes, to be taken up again."""
        numbers = [part.clone() for part in (*self._numbers, *self._averages)]
        return State(numbers, [self.generator_rule.copy(), self.discriminator_rule.copy()])

    def take_up(self, state: State) -> None:
        """Stand where `state` was taken."""
        for part, known in zip((*self._numbers, *self._averages), state.numbers, strict=True):
            part.copy_(known)
        for rule, states in zip((self.generator_rule, self.discriminator_rule), state.rules, strict=True):
            rule.take_up(states)

    def extremes(self, members: Sequence[int]) -> Tensor:
        """The greatest absolute parameter of these members, a scalar: not finite as soon as one is not."""
        everyone = len(members) == self.last - self.first
        picked = [i - self.first for i in members]
        parts = self._numbers if everyone else [part[picked] for part in self._by_member]
        return torch.stack([torch.linalg.vector_norm(part, math.inf) for part in parts]).max()

    def diverged(self, member: int) -> bool:
        """Whether a member's loss of the last iteration, or a parameter after it, is not finite."""
        i = member - self.first
        losses = losses_of(self._objective, self.both[i : i + 1], self.fake[i : i + 1])
        return not bool((losses.discriminator + losses.generator + 0 * self.extremes([member])).isfinite())


def losses_of(objective: Objective, both: Tensor, fake: Tensor) -> Losses:
    """Both losses from the logits of real rows and fakes, `(..., 2, m)`, and of the generator's fakes, `(..., m)`."""
    return Losses(objective.discriminator_loss(both[..., 0, :], both[..., 1, :]), objective.generator_loss(fake))


def bytes_a_member(generator: Sequence[int], discriminator: Sequence[int], m: int, k: int, itemsize: int) -> int:
    """What an iteration of one member of these layer sizes goes through: buffers, and its numbers four times."""
    rows = 2 * m * (sum(discriminator[1:]) + max(*generator, *discriminator)) + m * sum(generator)
    numbers = sum(a * b + b for sizes in (generator, discriminator) for a, b in itertools.pairwise(sizes))
    return itemsize * (rows + 4 * numbers)
