"""The spectrum that theory predicts for a game under an update rule, without differentiation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gancheck.stability.games.bilinear import Bilinear
from gancheck.stability.games.closed_forms import alone_eigenvalues, field_eigenvalues, mode_eigenvalues
from gancheck.stability.games.dirac_gan import DiracGAN
from gancheck.stability.games.eigenvalues import in_order
from gancheck.stability.games.game import LinearisedGame
from gancheck.stability.games.linear import update_matrix
from gancheck.stability.games.rules import Alternating, Rule, each

Complexes = NDArray[np.complex128]


def predicted_eigenvalues(game: LinearisedGame, rule: Rule | None = None) -> Complexes:
    """Return the eigenvalues of `rule`'s update map at the game's equilibrium, or without a rule of its field.

    By formula for the Dirac-GAN and bilinear games; for other games, and for k > 1 with momentum, those of the
    matrix put together from the blocks. They fall in modulus. Raises ValueError where the linearisation is not
    known.
    """
    if not isinstance(game, DiracGAN | Bilinear) or _without_formula(rule):
        matrix = game.blocks.jacobian if rule is None else update_matrix(rule, game.blocks)
        return in_order(np.linalg.eigvals(matrix).astype(np.complex128))
    found = [field_eigenvalues(mode) if rule is None else mode_eigenvalues(rule, mode) for mode in game.modes]
    for player, count in enumerate(game.alone if isinstance(game, Bilinear) else ()):
        found += [np.zeros(1, dtype=np.complex128) if rule is None else alone_eigenvalues(rule, player)] * count
    return in_order(np.concatenate(found).astype(np.complex128))


def predicted_radius(game: LinearisedGame, rule: Rule) -> float:
    """Return the largest modulus of `predicted_eigenvalues`."""
    return float(np.abs(predicted_eigenvalues(game, rule)).max())


def _without_formula(rule: Rule | None) -> bool:
    return isinstance(rule, Alternating) and rule.k > 1 and any(each(rule.momentum))
