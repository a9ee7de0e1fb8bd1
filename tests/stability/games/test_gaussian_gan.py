"""The Gaussian GAN: quadrature and differentiation, moments by hand, and real steps say the same."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils import parameters_to_vector

from gancheck.stability.games import (
    Alternating,
    Consensus,
    GaussianGAN,
    GradientPenalty,
    InstanceNoise,
    eigenvalue_distance,
    field_spectrum,
    measured_rate,
    predicted_eigenvalues,
    predicted_radius,
    six_rows,
    spectrum,
    spectrum_in_place,
)
from gancheck.stability.games.penalties import Penalty
from gancheck.theory import Gaussian, jsd, objective
from gancheck.training import Algorithm1

p_datas = st.builds(Gaussian, st.floats(-1.0, 1.0), st.floats(0.3, 1.5))
penalties = st.sampled_from((None, GradientPenalty(0.4), Consensus(0.05), InstanceNoise(0.6)))
names = st.sampled_from(("minimax", "non-saturating", "wasserstein", "hinge", "reverse-kl", "pearson"))


@settings(max_examples=20)
@given(p_data=p_datas, name=names, penalty=penalties)
def test_the_blocks_are_the_jacobian(p_data: Gaussian, name: str, penalty: Penalty | None) -> None:
    game = GaussianGAN(p_data, name, penalty)
    found = field_spectrum(game.field, game.equilibrium)
    np.testing.assert_allclose(found.jacobian, game.blocks.jacobian, atol=1e-11)


@settings(max_examples=10)
@given(p_data=p_datas, rate=st.floats(0.01, 0.3), k=st.integers(1, 3), momentum=st.floats(0.0, 0.7))
def test_real_steps_on_six_rows_are_those_of_infinite_minibatches(
    p_data: Gaussian, rate: float, k: int, momentum: float
) -> None:
    game = GaussianGAN(p_data)
    algorithm = trained(game, rate, k, momentum)
    found = spectrum_in_place(
        algorithm.iteration,
        (algorithm.generator, algorithm.discriminator),
        (algorithm.generator_optimizer, algorithm.discriminator_optimizer),
    )
    rule = Alternating(rate, k, momentum)
    assert eigenvalue_distance(found.eigenvalues, predicted_eigenvalues(game, rule)) < max(1e-6, 2 * found.error)


def trained(game: GaussianGAN, rate: float, k: int, momentum: float) -> Algorithm1:
    generator, discriminator = game.players()
    rows = game.p_data.mean + game.p_data.std * six_rows()
    return Algorithm1(
        generator,
        discriminator,
        torch.optim.SGD(generator.parameters(), lr=rate, momentum=momentum),
        torch.optim.SGD(discriminator.parameters(), lr=rate, momentum=momentum),
        game.objective,
        noise=six_rows,
        data=lambda: rows,
        k=k,
    )


@pytest.mark.parametrize(
    ("p_data", "rate", "k", "momentum"),
    [
        (Gaussian(), 0.2, 1, 0.0),  # contracts
        (Gaussian(0.5, 0.7), 0.3, 1, 0.5),  # momentum drives it away
        (Gaussian(0.0, 2.0), 0.09, 1, 0.0),  # the step is too long for D's curvature
    ],
)
def test_the_predicted_rate_is_that_of_a_real_run(p_data: Gaussian, rate: float, k: int, momentum: float) -> None:
    game, radius = GaussianGAN(p_data), predicted_radius(GaussianGAN(p_data), Alternating(rate, k, momentum))
    algorithm = trained(game, rate, k, momentum)
    parameters = [*algorithm.generator.parameters(), *algorithm.discriminator.parameters()]
    equilibrium = torch.cat(list(game.equilibrium))
    with torch.no_grad():
        for parameter in parameters:
            parameter.add_(1e-9 if radius > 1 else 1e-5)
    distances: list[float] = []
    while len(distances) < 500 and (not distances or 1e-12 < distances[-1] < 1e-4):
        distances.append(float((parameters_to_vector(parameters).detach() - equilibrium).norm()))
        algorithm.iteration()
    assert np.log(measured_rate(distances)) == pytest.approx(np.log(radius), rel=0.005)


def test_it_is_stable_without_a_penalty_where_the_dirac_gan_is_not() -> None:
    """D has curvature where data and fakes overlap: Nagarajan and Kolter 2017. A Wasserstein critic has none."""
    for name, converges in (("minimax", True), ("non-saturating", True), ("reverse-kl", True), ("wasserstein", None)):
        game = GaussianGAN(Gaussian(0.5, 0.7), name)
        assert field_spectrum(game.field, game.equilibrium).converges is converges


def test_the_equilibrium_is_one() -> None:
    game = GaussianGAN(Gaussian(0.5, 0.7))
    generator, discriminator = game.players()
    assert jsd(game.p_data, Gaussian(generator.bias.item(), generator.weight.item())).value == 0
    assert discriminator(torch.randn(5, 1, dtype=torch.float64)).abs().max().item() == 0
    rule = Alternating(0.1)
    assert spectrum(rule.step(game), rule.start(game)).converges is True


def test_six_rows_have_five_moments() -> None:
    rows = six_rows()
    moments = [float((rows**power).mean()) for power in range(7)]
    assert moments == pytest.approx([1, 0, 1, 0, 3, 0, 9], abs=1e-14)  # a Gaussian's sixth is 15


def test_what_it_is_not_made_for() -> None:
    with pytest.raises(ValueError, match=r"wants D = 0\.5"):
        GaussianGAN(Gaussian(), "least-squares")
    with pytest.raises(ValueError, match="has a kink at D = 0"):
        _ = GaussianGAN(Gaussian(), "wasserstein", GradientPenalty(1.0, target=1.0)).blocks
    assert objective("minimax") is GaussianGAN(Gaussian(), objective("minimax")).objective
