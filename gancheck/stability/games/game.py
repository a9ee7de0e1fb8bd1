"""What a two-player differentiable game offers: its vector field, and its linearisation where it is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Tensor
from torch.func import grad

from gancheck.stability.games.penalties import Consensus, Penalty

Floats = NDArray[np.float64]


class Point(NamedTuple):
    """Both players' parameters, or a direction for them, as vectors `(n,)` and `(m,)` in float64."""

    generator: Tensor
    discriminator: Tensor


Field = Callable[[Point], Point]


class Game(Protocol):
    """A differentiable game: a field of directions over points, which is 0 at the equilibrium."""

    @property
    def equilibrium(self) -> Point:
        """The point at which the game is linearised."""

    def field(self, point: Point) -> Point:
        """Return minus the gradient of each player's own loss in its own parameters, differentiable."""


class LinearisedGame(Game, Protocol):
    """A game whose Jacobian at the equilibrium is known without differentiation."""

    @property
    def blocks(self) -> Blocks:
        """The Jacobian of the field at the equilibrium."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """The Jacobian of a field in four blocks: what each player's direction takes from each player's parameters.

    `generator` is `(n, n)`, `to_generator` `(n, m)`, `to_discriminator` `(m, n)` and `discriminator` `(m, m)`.
    """

    generator: Floats
    to_generator: Floats
    to_discriminator: Floats
    discriminator: Floats

    @property
    def jacobian(self) -> Floats:
        """All of it, `(n + m, n + m)`, the generator first."""
        return np.block([[self.generator, self.to_generator], [self.to_discriminator, self.discriminator]])

    def with_consensus(self, weight: float) -> Blocks:
        """J - `weight` J' J: the Jacobian of v - `weight` grad |v|^2 / 2 where v is 0."""
        whole, n = self.jacobian, len(self.generator)
        whole = whole - weight * whole.T @ whole
        return Blocks(whole[:n, :n], whole[:n, n:], whole[n:, :n], whole[n:, n:])


@dataclass(frozen=True)
class Mode:
    """A pair of parameters, one of each player, that a linear game keeps to itself.

    The field of (theta, psi) is (-`generator_damping` theta - `coupling` psi, `coupling` theta -
    `discriminator_damping` psi). With a coupling of 0 the two are alone.
    """

    coupling: float
    generator_damping: float = 0.0
    discriminator_damping: float = 0.0

    @property
    def blocks(self) -> Blocks:
        """The Jacobian of this pair."""
        g, a, d = (np.array([[float(x)]]) for x in (self.generator_damping, self.coupling, self.discriminator_damping))
        return Blocks(-g, -a, a, -d)


def descent(losses: Callable[[Point], tuple[Tensor, Tensor]], point: Point) -> Point:
    """Return minus the gradient of each player's own loss: `losses` gives the generator's and the discriminator's."""
    of_generator = grad(lambda theta: losses(Point(theta, point.discriminator))[0])(point.generator)
    of_discriminator = grad(lambda psi: losses(Point(point.generator, psi))[1])(point.discriminator)
    return Point(-of_generator, -of_discriminator)


def field_of(losses: Callable[[Point], tuple[Tensor, Tensor]], penalty: Penalty | None) -> Field:
    """Return the field of both players' descent, with consensus optimisation if that is the penalty."""

    def plain(point: Point) -> Point:
        return descent(losses, point)

    return with_consensus(plain, penalty.weight) if isinstance(penalty, Consensus) else plain


def with_consensus(field: Field, weight: float) -> Field:
    """Return v - `weight` grad |v|^2 / 2, the gradient over both players'. Mescheder et al. 2017, equation 9."""

    def half_square(point: Point) -> Tensor:
        v = field(point)
        return 0.5 * (v.generator.square().sum() + v.discriminator.square().sum())

    def pulled(point: Point) -> Point:
        v, pull = field(point), grad(half_square)(point)
        return Point(v.generator - weight * pull.generator, v.discriminator - weight * pull.discriminator)

    return pulled
