import math

import pytest
import torch
from scipy import stats

from gancheck.theory.densities import NOISE_PRIORS, Gaussian, GaussianNd, Product, Uniform, noise_prior
from tests.theory.densities.families import FALSE_ALARM


def test_names() -> None:
    root = math.sqrt(3)
    assert NOISE_PRIORS == ("gaussian", "uniform", "uniform-sqrt3")
    assert noise_prior("gaussian") == Gaussian()
    assert noise_prior("gaussian", 3) == GaussianNd((0, 0, 0), 1)
    assert noise_prior("uniform") == Uniform(0, 1)
    assert noise_prior("uniform", 2) == Product([Uniform(0, 1)] * 2)
    assert noise_prior("uniform-sqrt3", 1) == Uniform(-root, root)


@pytest.mark.parametrize("name", NOISE_PRIORS)
@pytest.mark.parametrize("dim", [1, 4])
def test_coordinates_are_independent_and_of_one_law(name: str, dim: int) -> None:
    prior = noise_prior(name, dim)
    z = prior.sample(5_000, generator=torch.Generator().manual_seed(0), dtype=torch.float32)
    assert z.shape == (5_000, dim)
    u = prior.rosenblatt(z.double()).numpy()
    assert stats.kstest(u.ravel(), "uniform").pvalue > FALSE_ALARM
    assert prior.independent
    assert len({prior.marginal(i) for i in range(dim)}) == 1


def test_uniform_sqrt3_has_variance_1() -> None:
    assert noise_prior("uniform-sqrt3", 5).scale == pytest.approx(1)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no noise prior is named 'normal': choose one of gaussian, uniform"):
        noise_prior("normal")
    with pytest.raises(ValueError, match="dim must be at least 1, not 0"):
        noise_prior("gaussian", 0)
