"""Actual modules with exact expectations: the field is that of infinite minibatches."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import softplus

from gancheck.stability.games import (
    Alternating,
    Consensus,
    DiracGAN,
    GradientPenalty,
    InstanceNoise,
    PopulationGame,
    eigenvalue_distance,
    field_spectrum,
    spectrum,
)
from gancheck.stability.games.nodes import nodes
from gancheck.theory import Gaussian, GaussianNd, Laplace, Mixture, Uniform


class Shift(nn.Module):
    """G(z) = z + theta: with a linear D it is the Dirac-GAN, smeared out."""

    def __init__(self) -> None:
        super().__init__()
        self.theta = nn.Parameter(torch.zeros(1))

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return z + self.theta


def slope() -> nn.Linear:
    linear = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(linear.weight)
    return linear


@pytest.mark.parametrize("penalty", [None, GradientPenalty(0.4), Consensus(0.3)])
def test_a_shifted_gaussian_is_the_dirac_gan_with_instance_noise(penalty: GradientPenalty | Consensus | None) -> None:
    """Noise of variance v in the Dirac-GAN is the same game as p_data and p_g of variance v: Mescheder et al. 2018."""
    game = PopulationGame(Shift(), slope(), Gaussian(0.0, 0.7), Gaussian(0.0, 0.7), "minimax", penalty)
    found = field_spectrum(game.field, game.equilibrium)
    blocks = DiracGAN("minimax", InstanceNoise(0.7)).blocks
    expected = blocks.with_consensus(penalty.weight) if isinstance(penalty, Consensus) else blocks
    extra = penalty.weight if isinstance(penalty, GradientPenalty) else 0.0
    np.testing.assert_allclose(found.jacobian, expected.jacobian - np.diag([0.0, extra]), atol=1e-14)


def test_losses_are_the_integrals() -> None:
    torch.manual_seed(0)
    generator, discriminator = (
        nn.Linear(2, 1).double(),
        nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1)).double(),
    )
    prior, p_data = GaussianNd((0.0, 0.0)), Mixture([Gaussian(-1.0, 0.5), Uniform(0.0, 2.0)])
    game = PopulationGame(generator, discriminator, prior, p_data, "non-saturating", count=32)
    of_generator, of_discriminator = game.losses(game.equilibrium)
    # p_g is Gaussian: another set of nodes on the line.
    weight, bias = generator.weight.detach(), float(generator.bias.detach())
    fake, fake_weights = nodes(Gaussian(bias, float(weight.norm())), 60)
    real, real_weights = nodes(p_data, 60)
    with torch.no_grad():
        on_fake, on_real = discriminator(fake)[:, 0], discriminator(real)[:, 0]
    assert float(of_generator) == pytest.approx(float(fake_weights @ softplus(-on_fake)), abs=1e-9)
    by_hand = real_weights @ softplus(-on_real) + fake_weights @ softplus(on_fake)
    assert float(of_discriminator) == pytest.approx(float(by_hand), abs=1e-9)


def test_a_small_network_at_its_equilibrium() -> None:
    """D is 0 by its last layer, p_g is p_data: an equilibrium whatever the first layer is, and all of it neutral."""
    torch.manual_seed(1)
    discriminator = nn.Sequential(nn.Linear(1, 3), nn.Tanh(), nn.Linear(3, 1))
    nn.init.zeros_(discriminator[2].weight)
    nn.init.zeros_(discriminator[2].bias)
    generator = nn.Linear(1, 1)
    nn.init.ones_(generator.weight)
    nn.init.zeros_(generator.bias)
    game = PopulationGame(generator, discriminator, Gaussian(), Gaussian())
    rule = Alternating(0.1)
    found = spectrum(rule.step(game), rule.start(game), tolerance=1e-7)
    # 6 weights of the first layer do not move D while the last layer is 0; G's gradient and the last layer's are.
    assert int((np.abs(found.eigenvalues - 1) < 1e-7).sum()) == 6
    assert found.radius == pytest.approx(1.0, abs=1e-7)
    assert found.converges is None


def test_a_penalty_towards_1_is_the_mean_of_squares() -> None:
    discriminator = nn.Linear(2, 1).double()
    game = PopulationGame(
        nn.Linear(1, 2),
        discriminator,
        Gaussian(),
        GaussianNd((0.0, 0.0)),
        "wasserstein",
        GradientPenalty(2.0, 1.0),
        count=8,
    )
    plain = PopulationGame(nn.Linear(1, 2), discriminator, Gaussian(), GaussianNd((0.0, 0.0)), "wasserstein", count=8)
    added = game.losses(game.equilibrium)[1] - plain.losses(game.equilibrium)[1]
    assert float(added) == pytest.approx((float(discriminator.weight.detach().norm()) - 1) ** 2, abs=1e-12)


def test_the_modules_are_copied() -> None:
    generator = Shift()
    game = PopulationGame(generator, slope(), Gaussian(), Gaussian())
    with torch.no_grad():
        generator.theta += 1.0
    assert float(game.equilibrium.generator) == 0.0
    assert game.equilibrium.generator.dtype == torch.float64


def test_a_claim_that_is_no_equilibrium_is_told() -> None:
    game = PopulationGame(Shift(), slope(), Gaussian(), Gaussian(1.0, 1.0))
    with pytest.raises(ValueError, match=r"no equilibrium: the field of state\.discriminator is 0\.5"):
        field_spectrum(game.field, game.equilibrium)


def test_what_has_no_exact_expectation_is_told() -> None:
    with pytest.raises(ValueError, match="no nodes are known"):
        PopulationGame(Shift(), slope(), Gaussian(), Laplace())
    plane = GaussianNd((0.0, 0.0))
    with pytest.raises(ValueError, match="instance noise would take more than 200,000 nodes"):
        PopulationGame(nn.Linear(2, 2), nn.Linear(2, 1), plane, plane, "minimax", InstanceNoise(0.1))


@pytest.mark.parametrize("dim", [1, 2])
def test_instance_noise_is_the_game_of_the_convolved_densities(dim: int) -> None:
    """Where p_g is G(z) = b + z: Gaussians of standard deviations .6 and .8 convolve to one of 1."""
    torch.manual_seed(0)
    discriminator = nn.Sequential(nn.Linear(dim, 3), nn.Tanh(), nn.Linear(3, 1))

    class Move(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.by = nn.Parameter(torch.full((dim,), 0.3))

        def forward(self, z: torch.Tensor) -> torch.Tensor:
            return z + self.by

    def game(std: float, penalty: InstanceNoise | None) -> PopulationGame:
        law = Gaussian(0.0, std) if dim == 1 else GaussianNd((0.0, 0.0), std)
        return PopulationGame(Move(), discriminator, law, law, "non-saturating", penalty, count=48 if dim == 1 else 20)

    noisy, smeared = game(0.6, InstanceNoise(0.8)), game(1.0, None)
    for a, b in zip(noisy.losses(noisy.equilibrium), smeared.losses(smeared.equilibrium), strict=True):
        assert float(a) == pytest.approx(float(b), abs=1e-6)  # by the nodes for a tanh
    for a, b in zip(noisy.field(noisy.equilibrium), smeared.field(smeared.equilibrium), strict=True):
        assert float(a.abs().max()) > 1e-3
        torch.testing.assert_close(a, b, atol=1e-6, rtol=0.0)


@pytest.mark.parametrize("std", [0.0, 0.7])
def test_a_point_mass_that_moves_is_the_dirac_gan_to_rounding(std: float) -> None:
    """p_data and p_g nearly points, and instance noise: -v/4 for D, 1/2 between the two (Mescheder et al. 2018)."""
    point = Gaussian(0.0, 1e-9)
    game = PopulationGame(Shift(), slope(), point, point, "minimax", InstanceNoise(std))
    expected = DiracGAN("minimax", InstanceNoise(std)).blocks.jacobian
    np.testing.assert_allclose(field_spectrum(game.field, game.equilibrium).jacobian, expected, atol=1e-12)


def test_the_eigenvalues_of_the_smeared_dirac_gan() -> None:
    game = PopulationGame(Shift(), slope(), Gaussian(0.0, 2.0), Gaussian(0.0, 2.0))
    expected = np.array([-1 + math.sqrt(0.75), -1 - math.sqrt(0.75)], dtype=complex)
    assert eigenvalue_distance(field_spectrum(game.field, game.equilibrium).eigenvalues, expected) < 1e-13
