"""Eigenvalues of update maps of linear games, as formulas: nothing here is differentiated or iterated.

A linear game falls apart into modes (theta, psi) with the field (-g theta - a psi, a theta - d psi). With the
generator's rate h and momentum b, the discriminator's h' and b', write

    P(x) = (x - 1)(x - b) + h g x,    Q(x) = (x - 1)(x - b') + h' d x    (without momentum both over x).

    field                              mu = -(g + d)/2 +- sqrt((g - d)^2/4 - a^2)                Mescheder et al. 2018
    simultaneous                       P Q + h h' a^2 x^2 = 0                                    Gidel et al. 2019b
    alternating, k = 1                 P Q + h h' a^2 x^3 = 0                                    Gidel et al. 2019b
    alternating, k, no momentum        x^2 - (1 - h g + r^k - h h' a^2 s) x + (1 - h g) r^k = 0,
                                       r = 1 - h' d, s = 1 + r + ... + r^(k-1)                   Mescheder et al. 2018
    optimistic                         x^2 - (1 + 2 mu) x + mu = 0                               Daskalakis et al. 2018
    extragradient                      x = 1 + mu + mu^2

where mu, in the last two, are the eigenvalues with rates inside: those of g h, d h' and a sqrt(h h').
Gidel et al. 2019b is "Negative Momentum for Improved Game Dynamics", the factors x^2 and x^3 as in its appendix.
"""

from __future__ import annotations

import cmath
import math
from functools import singledispatch

import numpy as np
from numpy.polynomial import polynomial
from numpy.typing import NDArray

from gancheck.stability.games.game import Mode
from gancheck.stability.games.rules import Alternating, Extragradient, Optimistic, PerPlayer, Rule, Simultaneous, each

Complexes = NDArray[np.complex128]


def field_eigenvalues(mode: Mode) -> Complexes:
    """Return the two eigenvalues of a mode's field. Mescheder et al. 2018, Sections 2 and 3."""
    g, d = mode.generator_damping, mode.discriminator_damping
    root = cmath.sqrt(((g - d) / 2) ** 2 - mode.coupling**2)
    return np.array([-(g + d) / 2 + root, -(g + d) / 2 - root])


@singledispatch
def mode_eigenvalues(rule: object, mode: Mode) -> Complexes:
    """Return the eigenvalues of a rule's update map on one mode; NotImplementedError where no formula is known."""
    raise NotImplementedError(f"no closed form is known for {rule!r}")


@mode_eigenvalues.register
def _simultaneous(rule: Simultaneous, mode: Mode) -> Complexes:
    return _two_players(mode, rule.rate, rule.momentum, power=2 if any(each(rule.momentum)) else 0)


@mode_eigenvalues.register
def _alternating(rule: Alternating, mode: Mode) -> Complexes:
    if rule.k == 1:
        return _two_players(mode, rule.rate, rule.momentum, power=3 if any(each(rule.momentum)) else 1)
    if any(each(rule.momentum)):
        raise NotImplementedError(f"no closed form is known for {rule}: k > 1 with momentum")
    (h, h_d), g, d = each(rule.rate), mode.generator_damping, mode.discriminator_damping
    r = 1.0 - h_d * d
    s = math.fsum(r**i for i in range(rule.k))
    return _quadratic(-(1.0 - h * g + r**rule.k - h * h_d * mode.coupling**2 * s), (1.0 - h * g) * r**rule.k)


@mode_eigenvalues.register
def _optimistic(rule: Optimistic, mode: Mode) -> Complexes:
    return np.concatenate([_quadratic(-(1.0 + 2.0 * mu), mu) for mu in field_eigenvalues(_scaled(mode, rule.rate))])


@mode_eigenvalues.register
def _extragradient(rule: Extragradient, mode: Mode) -> Complexes:
    mu = field_eigenvalues(_scaled(mode, rule.rate))
    return 1.0 + mu + mu**2


def alone_eigenvalues(rule: Rule, player: int) -> Complexes:
    """Return the eigenvalues of a parameter that no direction of the field involves: it stays where it is.

    `player` is 0 for the generator and 1 for the discriminator: their velocities die out at their own momentum.
    """
    match rule:
        case Simultaneous() | Alternating() if any(each(rule.momentum)):
            return np.array([1.0, each(rule.momentum)[player]], dtype=np.complex128)
        case Optimistic():
            return np.array([1.0, 0.0], dtype=np.complex128)
        case _:
            return np.ones(1, dtype=np.complex128)


def _scaled(mode: Mode, rate: PerPlayer) -> Mode:
    """The mode with the rates inside, which has the eigenvalues of the rates times the Jacobian."""
    h, h_d = each(rate)
    return Mode(math.sqrt(h * h_d) * mode.coupling, h * mode.generator_damping, h_d * mode.discriminator_damping)


def _two_players(mode: Mode, rate: PerPlayer, momentum: PerPlayer, power: int) -> Complexes:
    """The roots of P Q + h h' a^2 x^power; with momentum a player's factor is quadratic, else linear."""
    (h, h_d), with_momentum = each(rate), any(each(momentum))
    factors = []
    for scale, damping, b in zip(
        (h, h_d), (mode.generator_damping, mode.discriminator_damping), each(momentum), strict=True
    ):
        linear = [-1.0 + scale * damping, 1.0]
        factors.append([b, -1.0 - b + scale * damping, 1.0] if with_momentum else linear)
    if mode.coupling == 0:
        return np.concatenate([_roots(factor) for factor in factors])
    product = polynomial.polymul(*factors)
    coupled = polynomial.polyadd(product, [0.0] * power + [h * h_d * mode.coupling**2])
    return _roots(coupled.tolist())


def _roots(coefficients: list[float]) -> Complexes:
    """The roots of a polynomial, its constant first: exactly where it is at most quadratic."""
    if len(coefficients) == 2:
        return np.array([complex(-coefficients[0] / coefficients[1])])
    if len(coefficients) == 3:
        c, b, a = coefficients
        return _quadratic(b / a, c / a)
    roots: Complexes = np.asarray(polynomial.polyroots(coefficients), dtype=np.complex128)
    return roots


def _quadratic(b: complex, c: complex) -> Complexes:
    """The roots of x^2 + b x + c, the smaller from the larger, so that neither cancels."""
    root = cmath.sqrt(complex(b) ** 2 - 4.0 * c)
    large = -(b + root) / 2.0 if (complex(b).conjugate() * root).real >= 0 else -(b - root) / 2.0
    return np.array([large, c / large if large else 0.0], dtype=np.complex128)
