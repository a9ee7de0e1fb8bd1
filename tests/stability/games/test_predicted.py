"""Predictions: by formula where there is one, by matrix elsewhere, in order."""

from __future__ import annotations

import numpy as np
import pytest

from gancheck.stability.games import (
    Alternating,
    Bilinear,
    DiracGAN,
    GaussianGAN,
    GradientPenalty,
    eigenvalue_distance,
    predicted_eigenvalues,
    predicted_radius,
    update_matrix,
)
from gancheck.stability.games.eigenvalues import in_order
from gancheck.stability.games.game import LinearisedGame
from gancheck.stability.games.rules import Rule
from gancheck.theory import Gaussian
from tests.stability.games.cases import RULES

GAMES = (
    DiracGAN("minimax", GradientPenalty(0.3)),
    Bilinear([[1.0, 0.3], [0.0, 0.5], [0.2, 0.2]]),
    GaussianGAN(Gaussian()),
)


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("game", GAMES, ids=["dirac", "bilinear", "gaussian"])
def test_both_routes_agree(game: LinearisedGame, rule: Rule) -> None:
    found = predicted_eigenvalues(game, rule)
    matrix = update_matrix(rule, game.blocks)
    # Directions that are alone make double eigenvalues of 0, which np.linalg.eigvals rounds by the root of rounding.
    assert eigenvalue_distance(found, np.linalg.eigvals(matrix)) < 1e-6
    np.testing.assert_array_equal(found, in_order(found))
    assert predicted_radius(game, rule) == np.abs(found).max()


@pytest.mark.parametrize("game", GAMES, ids=["dirac", "bilinear", "gaussian"])
def test_without_a_rule_they_are_the_fields(game: LinearisedGame) -> None:
    assert eigenvalue_distance(predicted_eigenvalues(game), np.linalg.eigvals(game.blocks.jacobian)) < 1e-7


def test_k_with_momentum_is_alternating_without_it_in_the_limit() -> None:
    game = DiracGAN()
    assert predicted_radius(game, Alternating(0.5, 3, 1e-9)) == pytest.approx(
        predicted_radius(game, Alternating(0.5, 3)), abs=1e-8
    )
