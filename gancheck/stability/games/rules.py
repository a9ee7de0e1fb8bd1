"""How the two players move along a game's field: update maps that can be differentiated.

Every rule has a learning rate a player, `(generator, discriminator)`, or one for both. `step(game)` is one
iteration as a map of states, `start(game)` its fixed point: the equilibrium, and what the rule remembers there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch

from gancheck.stability.games.game import Game, Point

PerPlayer = float | tuple[float, float]


class Moving(NamedTuple):
    """Parameters with their velocities."""

    at: Point
    velocity: Point


class Recalling(NamedTuple):
    """Parameters with those of one step before."""

    at: Point
    before: Point


State = Point | Moving | Recalling
Step = Callable[[Any], Any]


def each(value: PerPlayer) -> tuple[float, float]:
    """Return the generator's and the discriminator's."""
    return value if isinstance(value, tuple) else (value, value)


@dataclass(frozen=True)
class Simultaneous:
    """Both players step at once, from the same point; with momentum, by the heavy ball of Polyak 1964.

    The velocity is m <- momentum m + field, and the step `rate` m, as in `torch.optim.SGD`.
    """

    rate: PerPlayer
    momentum: PerPlayer = 0.0

    def __post_init__(self) -> None:
        _check(self.rate, self.momentum)

    def start(self, game: Game) -> State:
        """Return the equilibrium, with velocities of 0 where there is momentum."""
        return _resting(game, self.momentum)

    def step(self, game: Game) -> Step:
        """Return the update map."""

        def advance(state: Moving) -> Moving:
            velocity = _accelerated(state.velocity, game.field(state.at), self.momentum)
            return Moving(_moved(state.at, velocity, self.rate), velocity)

        return _with_memory(advance) if any(each(self.momentum)) else _without_memory(advance)


@dataclass(frozen=True)
class Alternating:
    """Algorithm 1 of Goodfellow et al. 2014: `k` steps of the discriminator, then one of the generator.

    Each sees what the other has become. Momentum as for `Simultaneous`; negative where Gidel et al. 2019 want it.
    """

    rate: PerPlayer
    k: int = 1
    momentum: PerPlayer = 0.0

    def __post_init__(self) -> None:
        _check(self.rate, self.momentum)
        if self.k < 1:
            raise ValueError(
                f"k is the number of discriminator steps before each generator step: at least 1, not {self.k}"
            )

    def start(self, game: Game) -> State:
        """Return the equilibrium, with velocities of 0 where there is momentum."""
        return _resting(game, self.momentum)

    def step(self, game: Game) -> Step:
        """Return the update map."""
        of_generator, of_discriminator = each(self.rate)

        def advance(state: Moving) -> Moving:
            at, velocity = state
            for _ in range(self.k):
                velocity = Point(
                    velocity.generator, _accelerated(velocity, game.field(at), self.momentum).discriminator
                )
                at = Point(at.generator, at.discriminator + of_discriminator * velocity.discriminator)
            velocity = Point(_accelerated(velocity, game.field(at), self.momentum).generator, velocity.discriminator)
            return Moving(Point(at.generator + of_generator * velocity.generator, at.discriminator), velocity)

        return _with_memory(advance) if any(each(self.momentum)) else _without_memory(advance)


@dataclass(frozen=True)
class Optimistic:
    """Optimistic mirror descent: twice the field here less the field one step before. Daskalakis et al. 2018.

    Without constraints it is also extrapolation from the past, of Gidel et al. 2019.
    """

    rate: PerPlayer

    def __post_init__(self) -> None:
        _check(self.rate, 0.0)

    def start(self, game: Game) -> State:
        """Return the equilibrium, twice."""
        return Recalling(game.equilibrium, game.equilibrium)

    def step(self, game: Game) -> Step:
        """Return the update map."""

        def advance(state: Recalling) -> Recalling:
            here, before = game.field(state.at), game.field(state.before)
            foreseen = Point(*(2.0 * v - w for v, w in zip(here, before, strict=True)))
            return Recalling(_moved(state.at, foreseen, self.rate), state.at)

        return advance


@dataclass(frozen=True)
class Extragradient:
    """Both players step along the field where a first, tentative step would lead. Korpelevich 1976."""

    rate: PerPlayer

    def __post_init__(self) -> None:
        _check(self.rate, 0.0)

    def start(self, game: Game) -> State:
        """Return the equilibrium."""
        return game.equilibrium

    def step(self, game: Game) -> Step:
        """Return the update map."""

        def advance(at: Point) -> Point:
            tentative = _moved(at, game.field(at), self.rate)
            return _moved(at, game.field(tentative), self.rate)

        return advance


Rule = Simultaneous | Alternating | Optimistic | Extragradient


def _moved(at: Point, direction: Point, rate: PerPlayer) -> Point:
    return Point(*(x + h * v for x, v, h in zip(at, direction, each(rate), strict=True)))


def _accelerated(velocity: Point, direction: Point, momentum: PerPlayer) -> Point:
    return Point(*(b * m + v for m, v, b in zip(velocity, direction, each(momentum), strict=True)))


def _resting(game: Game, momentum: PerPlayer) -> State:
    at = game.equilibrium
    return Moving(at, Point(*map(torch.zeros_like, at))) if any(each(momentum)) else at


def _with_memory(advance: Callable[[Moving], Moving]) -> Step:
    return advance


def _without_memory(advance: Callable[[Moving], Moving]) -> Step:
    return lambda at: advance(Moving(at, Point(*map(torch.zeros_like, at)))).at


def _check(rate: PerPlayer, momentum: PerPlayer) -> None:
    if not all(math.isfinite(h) and h > 0 for h in each(rate)):
        raise ValueError(f"the rate has to be positive for each player, not {rate}")
    if not all(-1 < b < 1 for b in each(momentum)):
        raise ValueError(f"the momentum has to be within (-1, 1) for each player, not {momentum}")
