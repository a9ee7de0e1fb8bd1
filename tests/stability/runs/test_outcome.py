import math

import numpy as np
import pytest
import torch

from gancheck.stability.runs.outcome import Observer
from gancheck.stability.runs.world import World, world
from gancheck.theory import Gaussian, Mixture, jsd, pushforward, ring
from gancheck.training import REF_1D, Ensemble, Network, Recipe

TWO = Mixture([Gaussian(-1, 0.5), Gaussian(1, 0.5)])
SMALL = REF_1D.replace(minibatch=32, generator=Network((8, 8)), discriminator=Network((8,)), average=None)


def made(known: World, recipe: Recipe, iterations: int = 20) -> tuple[Ensemble, Observer]:
    ensemble = Ensemble(known.p_data, recipe, (1, 2)).run(iterations)
    return ensemble, Observer(ensemble, known, 5)


def test_on_the_line_the_jsd_is_exact() -> None:
    ensemble, observer = made(world(TWO), SMALL)
    look = observer.look()
    for i in range(2):
        gan = ensemble.member(i)
        exact = jsd(TWO, pushforward(gan.generator.double(), gan.prior)).value
        assert look.jsd[i] == pytest.approx(exact, abs=1e-4)
    assert look.step == 20
    assert look.finite.all()


def test_in_the_plane_it_is_over_boxes() -> None:
    known = world(ring(4, 1.5, 0.4))
    ensemble, observer = made(known, SMALL.replace(latent=3))
    assert known.boxes is not None
    many = ensemble.sample(1 << 17, generator=torch.Generator().manual_seed(9))
    np.testing.assert_allclose(observer.look().jsd, known.boxes.jsd(many), atol=0.01)


def test_a_glimpse_is_of_the_exact_law() -> None:
    """Masses of modes by p_g's distribution function, the mean by a million draws."""
    ensemble, observer = made(world(TWO), SMALL)
    glimpse = observer.glimpse()
    x = ensemble.sample(500_000, generator=torch.Generator().manual_seed(1)).double()
    scale = math.sqrt(1.25)
    np.testing.assert_allclose(glimpse.location[:, 0], x.mean(1)[:, 0] / scale, atol=0.01)
    np.testing.assert_allclose(glimpse.spread, x.std(1)[:, 0] / scale, atol=0.01)
    for i in range(2):
        gan = ensemble.member(i)
        p_g = pushforward(gan.generator.double(), gan.prior)
        low, middle, high = p_g.cdf(torch.tensor([[-2.5], [0.0], [2.5]], dtype=torch.float64)).tolist()
        np.testing.assert_allclose(glimpse.masses[i], (middle - low, high - middle), atol=0.005)


def test_it_looks_alike_each_time_and_changes_nothing() -> None:
    ensemble, observer = made(world(TWO), SMALL)
    before = [p.detach().clone() for p in ensemble.game.generator.parameters()]
    gradients = [p.grad.clone() for p in ensemble.game.discriminator.parameters()]
    first, second = observer.look(), observer.look()
    np.testing.assert_array_equal(first.jsd, second.jsd)
    np.testing.assert_array_equal(first.separation, second.separation)
    for p, known in zip(ensemble.game.generator.parameters(), before, strict=True):
        assert torch.equal(p, known)
    for p, known in zip(ensemble.game.discriminator.parameters(), gradients, strict=True):
        assert torch.equal(p.grad, known)


def test_a_member_that_is_not_finite_is_told() -> None:
    ensemble, observer = made(world(TWO), SMALL)
    with torch.no_grad():
        next(ensemble.game.generator.parameters())[1] = math.nan
    look = observer.look()
    assert look.finite.tolist() == [True, False]
    assert math.isnan(look.jsd[1])
    assert observer.glimpse().masses[1].sum() == 0
