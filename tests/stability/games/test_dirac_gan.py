"""The Dirac-GAN: differentiation against closed forms, to the 1e-6 that is promised and to rounding."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from gancheck.stability.games import (
    Alternating,
    Consensus,
    DiracGAN,
    GradientPenalty,
    InstanceNoise,
    NotSmoothError,
    Optimistic,
    Point,
    Simultaneous,
    eigenvalue_distance,
    field_spectrum,
    predicted_eigenvalues,
    predicted_radius,
    spectrum,
    update_matrix,
)
from gancheck.stability.games.rules import Rule
from gancheck.theory import objective
from tests.stability.games.cases import PENALTIES, RULES, dirac_gans, rules


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("penalty", PENALTIES, ids=str)
def test_each_rule_with_each_penalty(penalty: GradientPenalty | InstanceNoise | Consensus | None, rule: Rule) -> None:
    game = DiracGAN("minimax", penalty)
    found = spectrum(rule.step(game), rule.start(game))
    assert eigenvalue_distance(found.eigenvalues, predicted_eigenvalues(game, rule)) < 1e-12


@settings(max_examples=25)
@given(game=dirac_gans(), rule=rules())
def test_differentiation_is_the_matrix_by_hand_and_the_closed_form(game: DiracGAN, rule: Rule) -> None:
    found = spectrum(rule.step(game), rule.start(game))
    by_hand = update_matrix(rule, game.blocks)
    size = max(1.0, np.abs(by_hand).max())
    np.testing.assert_allclose(found.jacobian, by_hand, atol=1e-12 * size)
    # Nearly defective matrices round their eigenvalues by more than 1e-12; `error` says by how much.
    assert eigenvalue_distance(found.eigenvalues, predicted_eigenvalues(game, rule)) < max(1e-6, 2 * found.error)


@settings(max_examples=25)
@given(game=dirac_gans())
def test_the_field(game: DiracGAN) -> None:
    found = field_spectrum(game.field, game.equilibrium)
    np.testing.assert_allclose(found.jacobian, game.blocks.jacobian, atol=1e-13)
    assert eigenvalue_distance(found.eigenvalues, predicted_eigenvalues(game)) < max(1e-9, 2 * found.error)


def test_the_figures() -> None:
    """The figures that everybody quotes; at a rate of 4.2 it is 1.877328, which is at times rounded to 1.8774."""
    game = DiracGAN()
    np.testing.assert_allclose(field_spectrum(game.field, game.equilibrium).eigenvalues, [0.5j, -0.5j], atol=1e-15)
    for h in (0.1, 1.0, 3.9):
        together = spectrum(Simultaneous(h).step(game), Simultaneous(h).start(game))
        assert together.radius == pytest.approx(math.sqrt(1 + h * h / 4), abs=1e-12)
        assert together.converges is False
        in_turn = spectrum(Alternating(h).step(game), Alternating(h).start(game))
        assert in_turn.radius == pytest.approx(1.0, abs=1e-12)
        assert in_turn.converges is None
    beyond = spectrum(Alternating(4.2).step(game), Alternating(4.2).start(game))
    assert beyond.radius == pytest.approx(1.877328, abs=1e-6)
    assert game.critical_penalty == 1.0


@pytest.mark.parametrize("name", ["minimax", "wasserstein"])
def test_the_field_turns_below_the_critical_penalty(name: str) -> None:
    critical = DiracGAN(name).critical_penalty
    for weight, turns in ((0.999 * critical, True), (1.001 * critical, False)):
        game = DiracGAN(name, GradientPenalty(weight))
        found = field_spectrum(game.field, game.equilibrium).eigenvalues
        assert bool(np.abs(found.imag).max() > 1e-3) is turns


def test_noise_is_critical_too() -> None:
    """f''(0) s^2 = -f'(0) at s^2 = 2: a double eigenvalue of -1/2. Mescheder et al. 2018, Section 3."""
    game = DiracGAN("minimax", InstanceNoise(math.sqrt(2.0)))
    np.testing.assert_allclose(field_spectrum(game.field, game.equilibrium).eigenvalues, [-0.5, -0.5], atol=1e-6)
    assert field_spectrum(DiracGAN("wasserstein", InstanceNoise(1.0)).field, game.equilibrium).converges is None


@pytest.mark.parametrize(
    ("penalty", "converges"),
    [(None, None), (GradientPenalty(0.5), True), (InstanceNoise(0.7), True), (Consensus(0.5), True)],
)
def test_what_makes_it_converge(penalty: GradientPenalty | None, converges: bool | None) -> None:
    game = DiracGAN("minimax", penalty)
    assert field_spectrum(game.field, game.equilibrium).converges is converges


def test_minimax_and_non_saturating_differ_only_away_from_the_equilibrium() -> None:
    away = Point(torch.tensor([1.0], dtype=torch.float64), torch.tensor([2.0], dtype=torch.float64))
    first, second = DiracGAN("minimax"), DiracGAN("non-saturating")
    assert float(first.field(away).generator) == pytest.approx(2 / (1 + math.exp(-2)))
    assert float(second.field(away).generator) == pytest.approx(2 / (1 + math.exp(2)))
    np.testing.assert_array_equal(first.blocks.jacobian, second.blocks.jacobian)


def test_a_penalty_towards_1_has_no_spectrum() -> None:
    game = DiracGAN("wasserstein", GradientPenalty(1.0, target=1.0))
    with pytest.raises(ValueError, match="has a kink at psi = 0: the Dirac-GAN has no spectrum there"):
        predicted_eigenvalues(game)
    with pytest.raises((NotSmoothError, ValueError)):
        spectrum(Alternating(0.1).step(game), game.equilibrium)


def test_objectives_that_it_is_not_made_for() -> None:
    with pytest.raises(ValueError, match=r"'least-squares' wants D = 0\.5 at p_data = p_g"):
        DiracGAN("least-squares")
    with pytest.raises(ValueError, match="There is no objective 'minmax'"):
        DiracGAN("minmax")


def test_an_objective_of_ones_own_has_a_spectrum() -> None:
    mine = dataclasses.replace(objective("minimax"), name="mine")
    game = DiracGAN(mine)
    np.testing.assert_allclose(field_spectrum(game.field, game.equilibrium).eigenvalues, [0.5j, -0.5j], atol=1e-15)
    with pytest.raises(ValueError, match="no closed form is known"):
        predicted_radius(game, Optimistic(0.1))


@given(game=dirac_gans(), rule=rules())
def test_the_radius_is_the_largest_modulus(game: DiracGAN, rule: Rule) -> None:
    assert predicted_radius(game, rule) == np.abs(predicted_eigenvalues(game, rule)).max()
