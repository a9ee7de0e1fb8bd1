"""One iteration of Algorithm 1 (one D step and one G step) on 2-D data, over sizes and minibatches, one thread."""

from __future__ import annotations

import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture

from gancheck.theory import ring
from gancheck.training import REF, Network, Trainer

WIDTHS = [32, 128, 512]
MINIBATCHES = [64, 256, 1024]


@pytest.mark.parametrize("minibatch", MINIBATCHES)
@pytest.mark.parametrize("width", WIDTHS)
def test_training_step(benchmark: BenchmarkFixture, width: int, minibatch: int) -> None:
    torch.set_num_threads(1)
    network = Network((width, width))
    recipe = REF.replace(iterations=10**9, minibatch=minibatch, generator=network, discriminator=network)
    trainer = Trainer(ring(), recipe, seed=0)
    benchmark.group = f"training step, MLPs 2x{width}, minibatch {minibatch}"
    benchmark(trainer.step)
    assert trainer.iteration > 0


@pytest.mark.parametrize("width", WIDTHS)
def test_generator_forward(benchmark: BenchmarkFixture, width: int) -> None:
    torch.set_num_threads(1)
    gan = Trainer(ring(), REF.replace(generator=Network((width, width))), seed=0).gan
    rng = torch.Generator().manual_seed(0)
    benchmark.group = f"sampling 1,024 fakes, MLP 2x{width}"
    assert benchmark(gan.sample, 1024, generator=rng).shape == (1024, 2)


@pytest.mark.parametrize("width", WIDTHS)
def test_discriminator_forward(benchmark: BenchmarkFixture, width: int) -> None:
    torch.set_num_threads(1)
    gan = Trainer(ring(), REF.replace(discriminator=Network((width, width))), seed=0).gan
    x = torch.randn(1024, 2)
    benchmark.group = f"1,024 logits, MLP 2x{width}"
    assert benchmark(gan.logits, x).shape == (1024,)
