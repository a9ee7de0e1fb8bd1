"""Bilinear games: one mode a singular value, and directions that nothing pulls."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from gancheck.stability.games import (
    Alternating,
    Bilinear,
    Consensus,
    DiracGAN,
    Extragradient,
    GradientPenalty,
    InstanceNoise,
    Optimistic,
    Point,
    Simultaneous,
    eigenvalue_distance,
    field_spectrum,
    predicted_eigenvalues,
    predicted_radius,
    spectrum,
)
from gancheck.stability.games.rules import Rule
from tests.stability.games.cases import bilinears, rules


@settings(max_examples=25)
@given(game=bilinears(), rule=rules())
def test_differentiation_is_the_closed_form(game: Bilinear, rule: Rule) -> None:
    found = spectrum(rule.step(game), rule.start(game))
    predicted = predicted_eigenvalues(game, rule)
    assert len(predicted) == len(found.eigenvalues)
    assert eigenvalue_distance(found.eigenvalues, predicted) < max(1e-6, 4 * found.error)


@settings(max_examples=25)
@given(game=bilinears())
def test_the_field(game: Bilinear) -> None:
    found = field_spectrum(game.field, game.equilibrium)
    np.testing.assert_allclose(found.jacobian, game.blocks.jacobian, atol=1e-12)
    assert eigenvalue_distance(found.eigenvalues, predicted_eigenvalues(game)) < max(1e-7, 4 * found.error)


def test_the_field_by_hand() -> None:
    game = Bilinear([[1.0, 2.0], [0.0, -1.0]])
    x, y = torch.tensor([1.0, 3.0], dtype=torch.float64), torch.tensor([-1.0, 2.0], dtype=torch.float64)
    found = game.field(Point(x, y))
    assert found.generator.tolist() == [-3.0, 2.0]
    assert found.discriminator.tolist() == [1.0, -1.0]


def test_one_by_one_is_the_wasserstein_dirac_gan() -> None:
    for penalty in (None, GradientPenalty(0.4), Consensus(0.3)):
        for rule in (Simultaneous(0.3), Alternating(0.3, k=3), Optimistic(0.3), Extragradient(0.3)):
            assert predicted_radius(Bilinear([[1.0]], penalty), rule) == pytest.approx(
                predicted_radius(DiracGAN("wasserstein", penalty), rule), abs=1e-15
            )


def test_a_wide_matrix_leaves_directions_alone() -> None:
    game = Bilinear(np.ones((1, 3)))
    assert game.alone == (0, 2)
    assert eigenvalue_distance(predicted_eigenvalues(game), np.array([3**0.5 * 1j, -(3**0.5) * 1j, 0, 0])) < 1e-14
    assert spectrum(Extragradient(0.1).step(game), game.equilibrium).converges is None


@pytest.mark.parametrize("matrix", [[1.0], [[]], [[np.nan]], 2.0])
def test_a_is_a_finite_matrix(matrix: object) -> None:
    with pytest.raises(ValueError, match="A has to be a finite matrix"):
        Bilinear(matrix)  # type: ignore[arg-type]


def test_penalties_that_it_is_not_made_for() -> None:
    with pytest.raises(ValueError, match="changes nothing in a bilinear game"):
        Bilinear([[1.0]], InstanceNoise(0.1))
    with pytest.raises(ValueError, match="has a kink at y = 0"):
        Bilinear([[1.0]], GradientPenalty(1.0, target=1.0))
