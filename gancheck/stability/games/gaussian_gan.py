"""A small GAN whose equilibrium, and linearisation there, are known: an affine generator, a quadratic discriminator."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from gancheck.stability.games.game import Blocks
from gancheck.stability.games.penalties import Consensus, GradientPenalty, InstanceNoise, Penalty
from gancheck.stability.games.population import PopulationGame
from gancheck.stability.games.slopes import check_knows_nothing, slopes
from gancheck.theory import Gaussian, Objective


class Quadratic(nn.Module):
    """D(x) = c + w1 x + w2 x^2, a logit: rows `(n, 1)` to `(n, 1)`; it starts at 0, D = 1/2 as a probability."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(2, 1, dtype=torch.float64)
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits."""
        logits: Tensor = self.linear(torch.cat([x, x.square()], dim=-1))
        return logits


class GaussianGAN(PopulationGame):
    """G(z) = a z + b with z from N(0, 1), D quadratic, and p_data = N(mean, std): D* is in reach, and so is p_data.

    The equilibrium is a = std, b = mean and D = 0. Parameters are in the order of the modules: (a, b) and
    (w1, w2, c). It is the setting of Nagarajan and Kolter 2017, with full-rank features: locally stable without
    any penalty, other than the Dirac-GAN, whose discriminator has no curvature at its equilibrium.
    """

    def __init__(
        self, p_data: Gaussian, objective: str | Objective = "minimax", penalty: Penalty | None = None
    ) -> None:
        self.p_data = p_data
        generator, discriminator = self.players()
        # Along the generator's and the discriminator's parameters all is smooth, and at 0 of low degree.
        super().__init__(generator, discriminator, Gaussian(), p_data, objective, penalty, count=16)
        check_knows_nothing(self.objective)

    def players(self) -> tuple[nn.Linear, Quadratic]:
        """Return a generator and a discriminator at the equilibrium, as modules of their own in float64."""
        generator = nn.Linear(1, 1, dtype=torch.float64)
        nn.init.constant_(generator.weight, self.p_data.std)
        nn.init.constant_(generator.bias, self.p_data.mean)
        return generator, Quadratic()

    @property
    def blocks(self) -> Blocks:
        """The Jacobian at the equilibrium from the moments of a Gaussian, in closed form.

        With features f(x) = (x, x^2, 1), s the coupling and c the curvature of the objective (`slopes`): the
        generator's block is 0, the discriminator's -c E f f', and what couples them s times the gradient of E f(G).
        The gradient penalty adds -weight E f'(x) f'(x)'. Instance noise is a wider p_data in the discriminator's block,
        by its variance, and leaves what couples them: E f(G) has the same gradient. Nagarajan and Kolter 2017,
        Section 3. Raises ValueError where the objective's slopes are not known, or the penalty has a kink.
        """
        known = slopes(self.objective)
        m, s = self.p_data.mean, self.p_data.std
        v = s**2 + (self.penalty.std**2 if isinstance(self.penalty, InstanceNoise) else 0.0)
        second, third, fourth = m**2 + v, m**3 + 3 * m * v, m**4 + 6 * m**2 * v + 3 * v**2
        features = np.array([[second, third, m], [third, fourth, second], [m, second, 1.0]])
        pull = known.coupling * np.array([[0.0, 2 * s, 0.0], [1.0, 2 * m, 0.0]])  # of E f, by a and by b
        plain = Blocks(np.zeros((2, 2)), pull, -pull.T, -known.curvature * features)
        match self.penalty:
            case GradientPenalty(weight, target):
                if target != 0 and weight != 0:
                    raise ValueError(f"a gradient penalty with target {target:g} has a kink at D = 0: take target 0")
                slopes_ = np.array([[1.0, 2 * m, 0.0], [2 * m, 4 * second, 0.0], [0.0, 0.0, 0.0]])
                return Blocks(plain.generator, pull, -pull.T, plain.discriminator - weight * slopes_)
            case Consensus(weight):
                return plain.with_consensus(weight)
            case _:
                return plain


def six_rows() -> Tensor:
    """Return six rows `(6, 1)` that have the moments of N(0, 1) up to the fifth: a minibatch that is exact.

    They are the three nodes of Gauss and Hermite with weights 1/6, 4/6 and 1/6. At the equilibrium the
    linearisation of a GAN with quadratic features needs four moments: real steps on these rows, and on
    mean + std times them, have the spectrum of infinite minibatches.
    """
    root = 3.0**0.5
    return torch.tensor([-root, 0.0, 0.0, 0.0, 0.0, root], dtype=torch.float64).unsqueeze(-1)
