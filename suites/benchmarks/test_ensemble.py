"""An iteration of an ensemble over as many plain loops, and its distance to the same matrix products alone.

As in `test_training_step`: medians over rounds of blocks in random order, in processor time, 99 % intervals, all in
`extra_info`; a stated figure fails where its interval lies below, of right code in one of 200 runs.
"""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from gancheck.bench.frozen import frozen_run
from gancheck.bench.ratio import paired_ratio
from gancheck.bench.timing import repeated
from gancheck.theory import ring
from gancheck.training import REF, Ensemble, Network
from suites.benchmarks.products import alone, products
from suites.benchmarks.speedup import blocks, ceilings, limits, rounded, speedup, traffic


@pytest.mark.parametrize(
    ("members", "width", "minibatch", "target", "of_products", "rounds"),
    [
        (4, 32, 64, 0.0, 0.0, 30),
        (16, 32, 64, 0.0, 0.0, 30),
        (64, 32, 64, 15.0, 0.0, 40),
        (64, 128, 256, 2.2, 0.7, 16),
    ],
    ids=["4 of 2x32, 64", "16 of 2x32, 64", "64 of 2x32, 64", "64 of 2x128, 256"],
)
def test_over_plain_loops(
    benchmark: BenchmarkFixture,
    members: int,
    width: int,
    minibatch: int,
    target: float,
    of_products: float,
    rounds: int,
) -> None:
    """An ensemble over one plain loop times its members; the products in one batch, or in the step's chunks."""
    network = Network((width, width))
    recipe = REF.replace(iterations=10**9, minibatch=minibatch, generator=network, discriminator=network, average=None)
    ensemble = Ensemble(ring(), recipe, range(members))
    assert ensemble.game.written_out is not None
    chunks = ensemble.game.written_out.chunks
    of_size = {
        size: alone(products(*_sizes(width), minibatch), size)
        for size in {chunk.last - chunk.first for chunk in chunks}
    }
    iterations = 32 if width == 32 else 2
    runs = {
        "plain": (frozen_run(width, minibatch), 16),
        "step": (ensemble.run, iterations),
        "products": (repeated(alone(products(*_sizes(width), minibatch), members)), iterations),
        "products in chunks": (repeated(lambda: [of_size[chunk.last - chunk.first]() for chunk in chunks]), iterations),
        **ceilings(),
    }
    benchmark.group = "ensembles over plain loops"
    times = benchmark.pedantic(blocks, args=(runs,), kwargs={"rounds": rounds}, rounds=1)
    found = speedup(times, "plain", "step", share=1 / members)
    of_one_batch = paired_ratio(times["products"], times["step"])
    benchmark.extra_info |= {
        "speedup": rounded(found),
        "matrix products alone, in one batch, over the step": rounded(of_one_batch),
        "matrix products alone, in chunks, over the step": rounded(
            paired_ratio(times["products in chunks"], times["step"])
        ),
        **limits(times, "step", products(*_sizes(width), minibatch), members),
        **traffic(times, "step", ensemble.run, iterations),
    }
    assert found.high >= target
    assert of_one_batch.high >= of_products


def _sizes(width: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return (4, width, width, 2), (2, width, width, 1)
