"""One iteration of Algorithm 1 on 2-D data, over sizes, minibatches, k and rules, on one thread.

Speedups are medians over rounds of blocks that take turns in random order, in processor time, with 99 % bootstrap
intervals; they are in `extra_info`, with the step's distance to the same matrix products alone. A test of a stated
speedup fails where its interval lies below: of right code in one of 200 runs.
"""

from __future__ import annotations

import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture

from gancheck.bench.frozen import frozen_run
from gancheck.bench.timing import repeated
from gancheck.theory import ring
from gancheck.training import REF, Network, Recipe, Rule, Trainer
from suites.benchmarks.products import alone, products
from suites.benchmarks.speedup import blocks, ceilings, limits, rounded, speedup, traffic

WIDTHS = [32, 128, 512]
MINIBATCHES = [64, 256, 1024]
RULES = {
    "Adam": Rule("Adam", lr=1e-3, betas=(0.0, 0.9)),
    "AdamW": Rule("AdamW", lr=1e-3),
    "SGD": Rule("SGD", lr=0.05, momentum=0.5),
    "MomentumSGD": Rule("MomentumSGD", lr=0.05),
    "RMSprop": Rule("RMSprop", lr=1e-3),
}
ROUNDS = 60


def _recipe(width: int, minibatch: int) -> Recipe:
    network = Network((width, width))
    return REF.replace(iterations=10**9, minibatch=minibatch, generator=network, discriminator=network, average=None)


@pytest.mark.parametrize("minibatch", MINIBATCHES)
@pytest.mark.parametrize("width", WIDTHS)
def test_training_step(benchmark: BenchmarkFixture, width: int, minibatch: int) -> None:
    torch.set_num_threads(1)
    trainer = Trainer(ring(), _recipe(width, minibatch), seed=0)
    benchmark.group = f"training step, MLPs 2x{width}, minibatch {minibatch}"
    benchmark(trainer.step)
    assert trainer.iteration > 0


@pytest.mark.parametrize(
    ("width", "minibatch", "target"), [(32, 64, 2.5), (128, 256, 2.0)], ids=["2x32, 64", "2x128, 256"]
)
def test_over_a_plain_loop(benchmark: BenchmarkFixture, width: int, minibatch: int, target: float) -> None:
    """The same work as a hand-written loop, many iterations in a row."""
    recipe = _recipe(width, minibatch)
    trainer = Trainer(ring(), recipe, seed=0)
    shapes = (4, width, width, 2), (2, width, width, 1), minibatch
    iterations = 64 if width == 32 else 16
    runs = {
        "plain": (frozen_run(width, minibatch), iterations // 4),
        "step": (trainer.run, iterations),
        "products": (repeated(alone(products(*shapes), 1)), iterations),
        **ceilings(),
    }
    benchmark.group = "over a plain loop"
    times = benchmark.pedantic(blocks, args=(runs,), kwargs={"rounds": ROUNDS}, rounds=1)
    found = speedup(times, "plain", "step")
    benchmark.extra_info |= {
        "speedup": rounded(found),
        "matrix products alone over the step": rounded(speedup(times, "products", "step")),
        **limits(times, "step", products(*shapes)),
        **traffic(times, "step", trainer.run, 64),
    }
    assert found.high >= target


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("k", [1, 3])
def test_over_the_plain_path(benchmark: BenchmarkFixture, rule: str, k: int) -> None:
    """The same numbers by `Algorithm1`'s lines: k and the rules, at 2x32 and minibatches of 64."""
    recipe = _recipe(32, 64).replace(k=k, generator_rule=RULES[rule], discriminator_rule=RULES[rule])
    runs = {path: (Trainer(ring(), recipe, path=path).run, 16) for path in ("plain", "written-out")}
    benchmark.group = f"over the plain path, k = {k}"
    times = benchmark.pedantic(blocks, args=(runs,), kwargs={"rounds": 30}, rounds=1)
    found = speedup(times, "plain", "written-out")
    benchmark.extra_info |= {"speedup": rounded(found)}
    assert found.high > 1


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
