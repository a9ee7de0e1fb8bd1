"""The matrix of an update map from the blocks of the Jacobian, put together by hand: a second route to a spectrum.

It needs neither differentiation nor modes, and holds for every rule, k with momentum included.
"""

from __future__ import annotations

from functools import singledispatch

import numpy as np
from numpy.typing import NDArray

from gancheck.stability.games.game import Blocks
from gancheck.stability.games.rules import Alternating, Extragradient, Optimistic, PerPlayer, Simultaneous, each

Floats = NDArray[np.float64]


@singledispatch
def update_matrix(rule: object, blocks: Blocks) -> Floats:
    """Return the matrix of one iteration, on states in the order that `rule.start` has."""
    raise TypeError(f"{rule!r} is no update rule")


@update_matrix.register
def _simultaneous(rule: Simultaneous, blocks: Blocks) -> Floats:
    j, size = blocks.jacobian, len(blocks.jacobian)
    h, b = _diagonal(rule.rate, blocks), _diagonal(rule.momentum, blocks)
    if not b.any():
        return np.eye(size) + h @ j
    return np.block([[np.eye(size) + h @ j, h @ b], [j, b]])


@update_matrix.register
def _alternating(rule: Alternating, blocks: Blocks) -> Floats:
    n, m = blocks.to_generator.shape
    (h, h_d), (b, b_d) = each(rule.rate), each(rule.momentum)
    # One player's half-step, on (theta, psi, velocity of theta, velocity of psi).
    of_discriminator, of_generator = np.eye(2 * (n + m)), np.eye(2 * (n + m))
    theta, psi = slice(0, n), slice(n, n + m)
    theta_velocity, psi_velocity = slice(n + m, 2 * n + m), slice(2 * n + m, 2 * (n + m))
    of_discriminator[psi_velocity, theta] = blocks.to_discriminator
    of_discriminator[psi_velocity, psi] = blocks.discriminator
    of_discriminator[psi_velocity, psi_velocity] = b_d * np.eye(m)
    of_discriminator[psi] += h_d * of_discriminator[psi_velocity]
    of_generator[theta_velocity, theta] = blocks.generator
    of_generator[theta_velocity, psi] = blocks.to_generator
    of_generator[theta_velocity, theta_velocity] = b * np.eye(n)
    of_generator[theta] += h * of_generator[theta_velocity]
    whole: Floats = of_generator @ np.linalg.matrix_power(of_discriminator, rule.k)
    return whole if b or b_d else whole[: n + m, : n + m]


@update_matrix.register
def _optimistic(rule: Optimistic, blocks: Blocks) -> Floats:
    identity = np.eye(len(blocks.jacobian))
    step = _diagonal(rule.rate, blocks) @ blocks.jacobian
    return np.block([[identity + 2.0 * step, -step], [identity, np.zeros_like(step)]])


@update_matrix.register
def _extragradient(rule: Extragradient, blocks: Blocks) -> Floats:
    step = _diagonal(rule.rate, blocks) @ blocks.jacobian
    matrix: Floats = np.eye(len(step)) + step + step @ step
    return matrix


def _diagonal(value: PerPlayer, blocks: Blocks) -> Floats:
    n, m = blocks.to_generator.shape
    first, second = each(value)
    return np.diag([first] * n + [second] * m)
