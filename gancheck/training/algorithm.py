"""Algorithm 1 of Goodfellow et al. 2014: minibatch stochastic gradient descent training of adversarial nets.

The lines in quotation marks are the paper's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn

from gancheck.theory import Objective


class Losses(NamedTuple):
    """What one iteration minimised, as scalars; for an ensemble the sums over its members.

    The discriminator's is that of the last of its k steps, before it.
    """

    discriminator: Tensor
    generator: Tensor


class Algorithm1:
    """The two players, and one iteration of the game.

    `noise()` and `data()` each draw a fresh minibatch of m rows. The discriminator returns logits: D is
    their sigmoid. The same lines train one GAN, on minibatches `(m, dim)`, or E at once, on minibatches
    `(E, m, dim)`, with networks that keep the members apart: an objective's losses are sums over members, so
    that each member's gradient is its own.
    """

    def __init__(
        self,
        generator: nn.Module,
        discriminator: nn.Module,
        generator_optimizer: torch.optim.Optimizer,
        discriminator_optimizer: torch.optim.Optimizer,
        objective: Objective,
        noise: Callable[[], Tensor],
        data: Callable[[], Tensor],
        k: int = 1,
    ) -> None:
        if k < 1:
            raise ValueError(f"k is the number of discriminator steps before each generator step: at least 1, not {k}")
        self.generator = generator
        self.discriminator = discriminator
        self.generator_optimizer = generator_optimizer
        self.discriminator_optimizer = discriminator_optimizer
        self.objective = objective
        self.noise = noise
        self.data = data
        self.k = k

    def iteration(self) -> Losses:
        """Go once through the body of "for number of training iterations do"."""
        # "for k steps do"
        for _ in range(self.k):
            discriminator_loss = self.ascend_discriminator()
        # "end for"
        generator_loss = self.descend_generator()
        return Losses(discriminator_loss, generator_loss)

    def ascend_discriminator(self) -> Tensor:
        """Take one step of the discriminator; return its loss, minus the criterion that it ascends."""
        # "Sample minibatch of m noise samples {z(1), ..., z(m)} from noise prior p_g(z)."
        z = self.noise()
        # "Sample minibatch of m examples {x(1), ..., x(m)} from data generating distribution p_data(x)."
        x = self.data()
        # "Update the discriminator by ascending its stochastic gradient:
        #      grad_theta_d  1/m sum_i [ log D(x(i)) + log(1 - D(G(z(i)))) ]."
        with torch.no_grad():  # theta_g is held fixed
            fake = self.generator(z)
        loss = self.objective.discriminator_loss(self._logits(x), self._logits(fake))
        _step(self.discriminator_optimizer, loss)
        return loss.detach()

    def descend_generator(self) -> Tensor:
        """Take one step of the generator; return the loss that it descended."""
        # "Sample minibatch of m noise samples {z(1), ..., z(m)} from noise prior p_g(z)."
        z = self.noise()
        # "Update the generator by descending its stochastic gradient:
        #      grad_theta_g  1/m sum_i log(1 - D(G(z(i))))."
        # With the non-saturating objective, as Section 3 proposes: "Rather than training G to minimize
        # log(1 - D(G(z))) we can train G to maximize log D(G(z))."
        loss = self.objective.generator_loss(self._logits(self.generator(z)))
        _step(self.generator_optimizer, loss)
        return loss.detach()

    def _logits(self, x: Tensor) -> Tensor:
        logits: Tensor = self.discriminator(x)
        return logits.reshape(x.shape[:-1])


def _step(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    """Move one player along its own gradient: nothing is written to the other's parameters."""
    parameters = [p for group in optimizer.param_groups for p in group["params"] if p.requires_grad]
    # "The gradient-based updates can use any standard gradient-based learning rule. We used momentum in our
    # experiments."
    optimizer.zero_grad(set_to_none=True)
    torch.autograd.backward(loss, inputs=parameters)
    optimizer.step()
