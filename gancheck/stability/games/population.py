"""An actual GAN as a game with exact expectations: its modules, and quadrature instead of minibatches."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn
from torch.func import functional_call, grad, vmap

from gancheck import theory
from gancheck.stability.games import expectation
from gancheck.stability.games.game import Point, field_of
from gancheck.stability.games.nodes import nodes
from gancheck.stability.games.penalties import GradientPenalty, InstanceNoise, Penalty
from gancheck.stability.games.pytree import rebuild
from gancheck.theory import Density, Gaussian, GaussianNd, Objective

_MOST = 200_000


class PopulationGame:
    """The game of two modules where every minibatch is infinite.

    `generator` takes noise rows `(n, latent)` to data rows `(n, dim)`, `discriminator` those to logits `(n,)` or
    `(n, 1)`. Both are copied, in float64; their parameters as they are now are the `equilibrium`: the user's claim,
    which `field_spectrum` and `spectrum` check. Expectations take `count` nodes a bump and a coordinate: exact to
    rounding for smooth modules, to some digits where there are kinks (compare with twice as many). Instance noise takes
    as many again, on data and on fakes alike.

    Raises ValueError where a density has no known nodes (see `nodes`), the objective compares data with fakes, or with
    instance noise there are more than 200,000 points.
    """

    def __init__(
        self,
        generator: nn.Module,
        discriminator: nn.Module,
        prior: Density,
        p_data: Density,
        objective: str | Objective = "minimax",
        penalty: Penalty | None = None,
        *,
        count: int = 64,
    ) -> None:
        self.objective = theory.objective(objective) if isinstance(objective, str) else objective
        expectation.check_separable(self.objective)
        self.generator = copy.deepcopy(generator).double()
        self.discriminator = copy.deepcopy(discriminator).double()
        self.penalty = penalty
        self._z, self._z_weights = nodes(prior, count)
        x = nodes(p_data, count)
        self._noise = _noise(penalty, x[0].shape[1], count)
        self._x, self._x_weights = _smeared(x, self._noise)

    @property
    def equilibrium(self) -> Point:
        """The modules' parameters, each player's as one vector."""
        return Point(_vector(self.generator), _vector(self.discriminator))

    def losses(self, point: Point) -> tuple[Tensor, Tensor]:
        """Return the generator's and the discriminator's loss, scalars, penalty included (consensus is not a loss)."""
        clean = _call(self.generator, point.generator, self._z)
        fake, fake_weights = _smeared((clean.reshape(len(clean), -1), self._z_weights), self._noise)
        on_real = _logits(self.discriminator, point.discriminator, self._x)
        on_fake = _logits(self.discriminator, point.discriminator, fake)
        of_generator = expectation.generator_loss(self.objective, (on_fake, fake_weights))
        of_discriminator = expectation.discriminator_loss(
            self.objective, (on_real, self._x_weights), (on_fake, fake_weights)
        )
        if isinstance(self.penalty, GradientPenalty):
            of_discriminator = of_discriminator + self._gradient_penalty(self.penalty, point.discriminator)
        return of_generator, of_discriminator

    def field(self, point: Point) -> Point:
        """Return minus the gradient of each player's own loss."""
        return field_of(self.losses, self.penalty)(point)

    def _gradient_penalty(self, penalty: GradientPenalty, parameters: Tensor) -> Tensor:
        def logit(x: Tensor) -> Tensor:
            return _logits(self.discriminator, parameters, x.unsqueeze(0)).squeeze(0)

        return self._x_weights @ penalty.of(vmap(grad(logit))(self._x).square().sum(-1))


def _noise(penalty: Penalty | None, dim: int, count: int) -> tuple[Tensor, Tensor] | None:
    if not isinstance(penalty, InstanceNoise) or penalty.std == 0.0:
        return None
    return nodes(Gaussian(0.0, penalty.std) if dim == 1 else GaussianNd((0.0,) * dim, penalty.std), count)


def _smeared(rows: tuple[Tensor, Tensor], noise: tuple[Tensor, Tensor] | None) -> tuple[Tensor, Tensor]:
    """Add every node of the noise to every row: `(n, dim)` and `(n,)` to `(n m, dim)` and `(n m,)`."""
    if noise is None:
        return rows
    (x, w), (shift, share) = rows, noise
    if len(x) * len(shift) > _MOST:
        raise ValueError(f"instance noise would take more than {_MOST:,} nodes: ask for fewer a coordinate")
    return (x.unsqueeze(1) + shift).reshape(-1, x.shape[1]), torch.outer(w, share).reshape(-1)


def _vector(module: nn.Module) -> Tensor:
    return torch.cat([parameter.detach().reshape(-1) for parameter in module.parameters()])


def _call(module: nn.Module, vector: Tensor, x: Tensor) -> Tensor:
    parameters = dict(module.named_parameters())
    out: Tensor = functional_call(module, rebuild(parameters, vector), (x,))
    return out


def _logits(module: nn.Module, vector: Tensor, x: Tensor) -> Tensor:
    return _call(module, vector, x).reshape(len(x))
