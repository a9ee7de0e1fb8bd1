"""The Dirac-GAN of Mescheder, Geiger and Nowozin 2018: the smallest GAN that does not converge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from gancheck.stability.games import expectation
from gancheck.stability.games.game import Blocks, Mode, Point, field_of
from gancheck.stability.games.nodes import nodes
from gancheck.stability.games.penalties import Consensus, GradientPenalty, InstanceNoise, Penalty
from gancheck.stability.games.slopes import check_knows_nothing, slopes
from gancheck.theory import Gaussian, Objective, objective

_NODES = 64


@dataclass(frozen=True)
class DiracGAN:
    """p_data is a point mass at 0, p_g one at theta, and D(x) = psi x, a logit (their Definition 2.1).

    `objective` is known by name in `gancheck.theory.OBJECTIVES`, or given. The equilibrium is at theta = psi = 0.
    Mescheder et al. write D with the other sign, which changes no eigenvalue. Raises ValueError for an objective
    whose optimal D is not 0 where p_data = p_g, such as least squares, or that compares data with fakes.
    """

    objective: str | Objective = "minimax"
    penalty: Penalty | None = None

    def __post_init__(self) -> None:
        check_knows_nothing(self._objective)
        expectation.check_separable(self._objective)

    @property
    def _objective(self) -> Objective:
        """The objective itself."""
        return objective(self.objective) if isinstance(self.objective, str) else self.objective

    @property
    def equilibrium(self) -> Point:
        """Theta = psi = 0, each of shape `(1,)`."""
        return Point(torch.zeros(1, dtype=torch.float64), torch.zeros(1, dtype=torch.float64))

    def losses(self, point: Point) -> tuple[Tensor, Tensor]:
        """Return the generator's and the discriminator's loss, scalars, penalty included (consensus is not a loss)."""
        noise = self.penalty.std if isinstance(self.penalty, InstanceNoise) else 0.0
        shift, weights = _noise(noise)
        theta, psi = point
        real, fake = psi * shift, psi * (theta + shift)
        of_generator = expectation.generator_loss(self._objective, (fake, weights))
        of_discriminator = expectation.discriminator_loss(self._objective, (real, weights), (fake, weights))
        if isinstance(self.penalty, GradientPenalty):
            of_discriminator = of_discriminator + self.penalty.of(psi.square().sum())  # |grad_x D|^2, everywhere
        return of_generator, of_discriminator

    def field(self, point: Point) -> Point:
        """Return minus the gradient of each player's own loss."""
        return field_of(self.losses, self.penalty)(point)

    @cached_property
    def modes(self) -> tuple[Mode, ...]:
        """The linearisation, in closed form (Sections 2 and 3).

        Raises ValueError where the objective's slopes are not known, or the penalty has a kink at psi = 0.
        """
        known = slopes(self._objective)
        a = -known.coupling  # D is high on data, so that G goes where psi points
        match self.penalty:
            case GradientPenalty(weight, target):
                if target != 0 and weight != 0:
                    raise ValueError(
                        f"a gradient penalty with target {target:g} has a kink at psi = 0: the Dirac-GAN has no "
                        "spectrum there, and does not converge"
                    )
                return (Mode(a, 0.0, weight),)
            case InstanceNoise(std):
                return (Mode(a, 0.0, known.curvature * std**2),)
            case Consensus(weight):
                return (Mode(a, weight * a**2, weight * a**2),)
            case None:
                return (Mode(a),)

    @property
    def blocks(self) -> Blocks:
        """The Jacobian of the field at the equilibrium, in closed form."""
        return self.modes[0].blocks

    @property
    def critical_penalty(self) -> float:
        """The weight of the gradient penalty at which the field stops turning: 2 f'(0), 1 for the paper's GAN.

        Below it the eigenvalues are a pair with real part -weight / 2, above it real, and the slower one
        gets slower as the weight grows.
        """
        return 2.0 * slopes(self._objective).coupling


def _noise(std: float) -> tuple[Tensor, Tensor]:
    if std == 0.0:
        return torch.zeros(1, dtype=torch.float64), torch.ones(1, dtype=torch.float64)
    points, weights = nodes(Gaussian(0.0, std), _NODES)
    return points[:, 0], weights
