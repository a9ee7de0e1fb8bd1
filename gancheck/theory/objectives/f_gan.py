"""The f-GAN family of Nowozin et al. 2016: sup_T E_p T(x) - E_q f*(T(x)) is the f-divergence of p from q.

The discriminator's raw output v goes through the activation of their table 2, T = g(v), so that T stays in the
domain of the conjugate f*; the losses below have f* composed with g by hand, where it simplifies.

    divergence          T = g(v)             f*(g(v))          optimal T                optimal v
    KL(p || q)          v                    exp(v - 1)        1 + log(p/q)             1 + log(p/q)
    reverse, KL(q || p) -exp(-v)             v - 1             -q/p                     log(p/q)
    Pearson             v                    v^2 / 4 + v       2 (p/q - 1)              2 (p/q - 1)
    squared Hellinger   1 - exp(-v)          exp(v) - 1        1 - sqrt(q/p)            log(p/q) / 2
    JS                  log 2 - softplus(-v) softplus(v)-log 2 log(2p / (p + q))        log(p/q)
    GAN                 -softplus(-v)        softplus(v)       log(p / (p + q))         log(p/q)

The generator minimises -E_q f*(T(x)), as they do. "js" and "gan" have the gradients of "minimax".
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn.functional import softplus

from gancheck.theory.densities.density import Density
from gancheck.theory.divergences import criterion, jsd, kl
from gancheck.theory.f_divergences import pearson, squared_hellinger
from gancheck.theory.integrals import Integral
from gancheck.theory.objectives.classic import batch_mean, cross_entropy, log_ratio, saturating
from gancheck.theory.objectives.objective import Objective

_SOURCE = "Nowozin et al. 2016, tables 1 and 2"


def kl_loss(real: Tensor, fake: Tensor) -> Tensor:
    """E exp(v - 1) on fake minus E v on real."""
    return batch_mean(torch.exp(fake - 1.0)) - batch_mean(real)


def kl_generator(fake: Tensor) -> Tensor:
    """-E exp(v - 1)."""
    return -batch_mean(torch.exp(fake - 1.0))


def kl_output(log_p: Tensor, log_q: Tensor) -> Tensor:
    """1 + log(p/q)."""
    return 1.0 + log_p - log_q


def reverse_kl_loss(real: Tensor, fake: Tensor) -> Tensor:
    """E exp(-v) on real plus E (v - 1) on fake."""
    return batch_mean(torch.exp(-real)) + batch_mean(fake - 1.0)


def reverse_kl_generator(fake: Tensor) -> Tensor:
    """-E (v - 1)."""
    return batch_mean(1.0 - fake)


def reverse_kl(p: Density, q: Density) -> Integral:
    """KL(q || p)."""
    return kl(q, p)


def pearson_loss(real: Tensor, fake: Tensor) -> Tensor:
    """E (v^2 / 4 + v) on fake minus E v on real."""
    return batch_mean(fake.square() / 4 + fake) - batch_mean(real)


def pearson_generator(fake: Tensor) -> Tensor:
    """-E (v^2 / 4 + v)."""
    return -batch_mean(fake.square() / 4 + fake)


def pearson_output(log_p: Tensor, log_q: Tensor) -> Tensor:
    """2 (p/q - 1)."""
    return 2.0 * torch.expm1(log_p - log_q)


def hellinger_loss(real: Tensor, fake: Tensor) -> Tensor:
    """E (exp(-v) - 1) on real plus E (exp(v) - 1) on fake."""
    return batch_mean(torch.expm1(-real)) + batch_mean(torch.expm1(fake))


def hellinger_generator(fake: Tensor) -> Tensor:
    """-E (exp(v) - 1)."""
    return -batch_mean(torch.expm1(fake))


def hellinger_output(log_p: Tensor, log_q: Tensor) -> Tensor:
    """log(p/q) / 2."""
    return 0.5 * (log_p - log_q)


def js_loss(real: Tensor, fake: Tensor) -> Tensor:
    """E (softplus(-v) - log 2) on real plus E (softplus(v) - log 2) on fake."""
    return batch_mean(softplus(-real) - math.log(2.0)) + batch_mean(softplus(fake) - math.log(2.0))


def js_generator(fake: Tensor) -> Tensor:
    """-E (softplus(v) - log 2)."""
    return -batch_mean(softplus(fake) - math.log(2.0))


def twice_jsd(p: Density, q: Density) -> Integral:
    """KL(p || m) + KL(q || m) with m = (p + q) / 2."""
    found = jsd(p, q)
    return Integral(2 * found.value, 2 * found.error)


KL = Objective("kl", kl_loss, kl_generator, kl_output, kl, "KL(p || q)", _SOURCE)
REVERSE_KL = Objective(
    "reverse-kl", reverse_kl_loss, reverse_kl_generator, log_ratio, reverse_kl, "KL(q || p)", _SOURCE
)
PEARSON = Objective(
    "pearson", pearson_loss, pearson_generator, pearson_output, pearson, "Pearson chi-square of p from q", _SOURCE
)
SQUARED_HELLINGER = Objective(
    "squared-hellinger",
    hellinger_loss,
    hellinger_generator,
    hellinger_output,
    squared_hellinger,
    "squared Hellinger distance",
    _SOURCE,
)
JS = Objective("js", js_loss, js_generator, log_ratio, twice_jsd, "2 JSD", _SOURCE)
GAN = Objective("gan", cross_entropy, saturating, log_ratio, criterion, "2 JSD - log 4", _SOURCE)
