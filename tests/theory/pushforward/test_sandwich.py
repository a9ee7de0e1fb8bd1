import importlib
import math

import pytest
import torch
from torch import nn

from gancheck.theory import Gaussian, GaussianNd, IntegrationError, Laplace, jsd, noise_prior, pushforward, sandwich
from gancheck.theory import function_space as fs
from tests.theory.pushforward.networks import mlp


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def linear(*weights: float) -> nn.Linear:
    net = nn.Linear(len(weights), 1, bias=False).double()
    with torch.no_grad():
        net.weight.copy_(torch.tensor([weights]))
    return net


def test_a_linear_generator_is_exact() -> None:
    found = sandwich(
        linear(3.0, 4.0),
        GaussianNd((0.0, 0.0)),
        Gaussian(0, 4),
        slices=8,
        generator_rng=rng(),
    )
    exact = jsd(Gaussian(0, 4), Gaussian(0, 5)).value
    assert found.lower == pytest.approx(exact, abs=1e-6)
    assert found.upper == pytest.approx(exact, abs=1e-6)
    assert found.lower <= exact <= found.upper
    assert found.slices == 8


@pytest.mark.parametrize("seed", range(4))
def test_the_truth_is_between(seed: int) -> None:
    prior = GaussianNd((0.0,) * 3)
    net = mlp(16, 2, lambda: nn.LeakyReLU(0.2), seed, latent=3)
    p = Gaussian(0, 1)
    found = sandwich(net, prior, p, slices=64, generator_rng=rng(seed))
    n, cells = 400_000, 400
    with torch.no_grad():
        x = net(prior.sample(n, generator=torch.Generator().manual_seed(100 + seed)))
    histogram = torch.histc(p.cdf(x), cells, 0.0, 1.0).numpy()
    binned = float(fs.jsd([1 / cells] * cells, histogram / histogram.sum())) - (cells - 1) / (8 * n)
    # In expectation both hold. 5 standard errors of the lower one; the binned JSD is itself low by about 1e-3.
    assert found.lower - 5 * found.lower_error <= binned + 3e-3
    assert found.upper >= binned - 5 * found.lower_error / math.sqrt(2)
    assert 0 <= found.lower <= found.upper <= math.log(2)
    assert found.integration_error < 1e-4


def test_more_slices_close_it() -> None:
    net, prior = mlp(16, 2, nn.ReLU, 1, latent=3), noise_prior("uniform-sqrt3", 3)
    gaps = []
    for slices in (8, 128):
        found = sandwich(net, prior, Gaussian(), slices=slices, generator_rng=rng())
        gaps.append(found.upper - found.lower)
    assert gaps[1] < gaps[0] / 2


def test_smooth_generators() -> None:
    net, prior = mlp(8, 1, nn.Tanh, 0, latent=2, gain=1.0), GaussianNd((0.0, 0.0))
    found = sandwich(net, prior, Gaussian(0, 0.5), slices=32, generator_rng=rng())
    assert 0 <= found.lower <= found.upper <= math.log(2)


def test_one_latent_dimension_agrees_with_the_exact_law() -> None:
    net = mlp(16, 2, nn.ReLU, 0)
    exact = jsd(Laplace(), pushforward(net, Gaussian())).value
    found = sandwich(net, GaussianNd((0.0,)), Laplace(), slices=4, generator_rng=rng())
    assert found.lower == pytest.approx(exact, abs=5e-5)
    assert found.upper == pytest.approx(exact, abs=5e-5)


def test_dead_generators_have_atoms() -> None:
    net = nn.Sequential(linear(1.0, 1.0), nn.ReLU())
    found = sandwich(
        net,
        GaussianNd((0.0, 0.0), math.sqrt(0.5)),
        Gaussian(),
        slices=8,
        generator_rng=rng(),
    )
    exact = jsd(Gaussian(), pushforward(nn.ReLU(), Gaussian())).value
    assert found.lower == pytest.approx(exact, abs=5e-5)
    assert found.upper == pytest.approx(exact, abs=5e-5)


def test_bad_input_is_refused() -> None:
    net, prior = linear(1.0, 1.0), GaussianNd((0.0, 0.0))
    with pytest.raises(ValueError, match="at least 4 slices"):
        sandwich(net, prior, Gaussian(), slices=3)
    with pytest.raises(ValueError, match="on the line"):
        sandwich(net, prior, prior)


def test_missed_mass_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("gancheck.theory.pushforward.sandwich"), "_MOST_MISSING", -1.0)
    with pytest.raises(IntegrationError, match="too spiky"):
        sandwich(linear(1.0, 1.0), GaussianNd((0.0, 0.0)), Gaussian(), slices=4)
