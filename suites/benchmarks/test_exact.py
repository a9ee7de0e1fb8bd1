"""The exact quantities: the JSD of two mixtures, the exact p_g of a generator, and the JSD to it."""

from __future__ import annotations

import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture

from gancheck.evidence import binned_jsd
from gancheck.theory import Gaussian, Mixture, jsd, pushforward
from gancheck.training import mlp

TWO = Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)])
THREE = Mixture([Gaussian(-2.0, 0.5), Gaussian(0.0, 0.4), Gaussian(2.0, 0.6)], [0.5, 0.3, 0.2])


def test_jsd_of_mixtures(benchmark: BenchmarkFixture) -> None:
    assert 0.0 < benchmark(jsd, TWO, THREE).value < 0.7


def test_binned_jsd(benchmark: BenchmarkFixture) -> None:
    uniforms = torch.rand(16_384, 1, generator=torch.Generator().manual_seed(0))
    assert benchmark(binned_jsd, uniforms).estimate < 0.01


@pytest.mark.parametrize("width", [16, 32, 128])
@pytest.mark.parametrize("depth", [2, 4])
def test_exact_p_g(benchmark: BenchmarkFixture, width: int, depth: int) -> None:
    torch.manual_seed(0)
    generator = mlp((1, *(width,) * depth, 1)).double()
    benchmark.group = f"exact p_g, depth {depth}"
    assert benchmark(pushforward, generator, Gaussian()).mass == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("width", [16, 32, 128])
def test_jsd_to_exact_p_g(benchmark: BenchmarkFixture, width: int) -> None:
    torch.manual_seed(0)
    density = pushforward(mlp((1, width, width, 1)).double(), Gaussian())
    benchmark.group = "JSD to the exact p_g, depth 2"
    assert 0.0 < benchmark(jsd, TWO, density, tolerance=1e-6).value < 0.7
