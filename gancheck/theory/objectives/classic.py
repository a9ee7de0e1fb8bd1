"""The objectives with names of their own: minimax, non-saturating, least squares, hinge, Wasserstein."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import softplus

from gancheck.theory.densities.density import Density
from gancheck.theory.divergences import criterion, total_variation
from gancheck.theory.f_divergences import kantorovich_potential, triangular, wasserstein
from gancheck.theory.integrals import Integral
from gancheck.theory.objectives.objective import Objective


def batch_mean(losses: Tensor) -> Tensor:
    """The mean over the minibatch, the last axis, summed over independent GANs, the axes before it."""
    return losses.mean(-1).sum()


def log_ratio(log_p: Tensor, log_q: Tensor) -> Tensor:
    """The logit of D* = p / (p + q)."""
    return log_p - log_q


def cross_entropy(real: Tensor, fake: Tensor) -> Tensor:
    """-E log D(x) - E log(1 - D(G(z))), from logits: minus the value function."""
    return batch_mean(softplus(-real)) + batch_mean(softplus(fake))


def saturating(fake: Tensor) -> Tensor:
    """E log(1 - D(G(z))), which the generator of the paper descends."""
    return -batch_mean(softplus(fake))


def non_saturating(fake: Tensor) -> Tensor:
    """-E log D(G(z))."""
    return batch_mean(softplus(-fake))


def least_squares(real: Tensor, fake: Tensor) -> Tensor:
    """E (D(x) - 1)^2 / 2 + E D(G(z))^2 / 2, on raw outputs."""
    return 0.5 * batch_mean((real - 1.0).square()) + 0.5 * batch_mean(fake.square())


def least_squares_generator(fake: Tensor) -> Tensor:
    """E (D(G(z)) - 1)^2 / 2."""
    return 0.5 * batch_mean((fake - 1.0).square())


def hinge(real: Tensor, fake: Tensor) -> Tensor:
    """E max(0, 1 - D(x)) + E max(0, 1 + D(G(z)))."""
    return batch_mean(torch.relu(1.0 - real)) + batch_mean(torch.relu(1.0 + fake))


def critic(real: Tensor, fake: Tensor) -> Tensor:
    """E D(G(z)) - E D(x)."""
    return batch_mean(fake) - batch_mean(real)


def critic_generator(fake: Tensor) -> Tensor:
    """-E D(G(z))."""
    return -batch_mean(fake)


def probability(log_p: Tensor, log_q: Tensor) -> Tensor:
    """D* = p / (p + q) itself."""
    return torch.sigmoid(log_p - log_q)


def side(log_p: Tensor, log_q: Tensor) -> Tensor:
    """+1 where p > q and -1 where p < q."""
    return torch.sign(log_p - log_q)


def least_squares_value(p: Density, q: Density) -> Integral:
    """Triangular discrimination / 8 - 1/4, which is minus half the integral of p q / (p + q)."""
    found = triangular(p, q)
    return Integral(found.value / 8 - 0.25, found.error / 8)


def hinge_value(p: Density, q: Density) -> Integral:
    """2 TV - 2, which is minus twice the integral of min(p, q)."""
    found = total_variation(p, q)
    return Integral(2 * found.value - 2, 2 * found.error)


MINIMAX = Objective(
    "minimax",
    cross_entropy,
    saturating,
    log_ratio,
    criterion,
    "2 JSD - log 4",
    "Goodfellow et al. 2014, equation 1",
)
NON_SATURATING = Objective(
    "non-saturating",
    cross_entropy,
    non_saturating,
    log_ratio,
    criterion,
    "2 JSD - log 4",
    "Goodfellow et al. 2014, section 3",
)
LEAST_SQUARES = Objective(
    "least-squares",
    least_squares,
    least_squares_generator,
    probability,
    least_squares_value,
    "triangular discrimination / 8 - 1/4",
    "Mao et al. 2017, equation 9",
)
HINGE = Objective(
    "hinge",
    hinge,
    critic_generator,
    side,
    hinge_value,
    "2 total variation - 2",
    "Lim and Ye 2017; Miyato et al. 2018, equation 16",
)
WASSERSTEIN = Objective(
    "wasserstein",
    critic,
    critic_generator,
    None,
    wasserstein,
    "Wasserstein-1 distance, over critics of slope at most 1",
    "Arjovsky et al. 2017, equation 2",
    potential=kantorovich_potential,
)
