"""What the history is made of: ratios to the frozen plain step, timed in the same run, with the step's exact counters.

`extra_info` has all that `gancheck bench --history` reads. The benchmark's own time is that of the measurement.
"""

from __future__ import annotations

import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture

from gancheck.bench.frozen import frozen_run
from gancheck.bench.history import tracked
from gancheck.bench.row import Row
from gancheck.bench.size import SIZES, Size
from gancheck.bench.timing import reference_row, repeated, row
from gancheck.engine.environment import environment
from gancheck.theory import Gaussian, Mixture, jsd, pushforward
from gancheck.training import mlp

ROUNDS = 100
TWO = Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)])


def _keep(benchmark: BenchmarkFixture, found: Row) -> None:
    benchmark.group = "ratios to the frozen plain step"
    benchmark.extra_info |= tracked(found, environment("cpu"))
    assert found.ratio.low > 0


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.key)
def test_training_step(benchmark: BenchmarkFixture, size: Size) -> None:
    _keep(benchmark, benchmark.pedantic(reference_row, (size,), {"rounds": ROUNDS}))


@pytest.mark.parametrize("what", ["sampling 1,024 fakes, 2x128", "JSD of two mixtures", "exact p_g, 2x32"])
def test_others(benchmark: BenchmarkFixture, what: str) -> None:
    torch.manual_seed(0)
    wide, narrow = mlp((4, 128, 128, 2)), mlp((1, 32, 32, 1)).double()
    rng = torch.Generator().manual_seed(0)
    three = Mixture([Gaussian(-2.0, 0.5), Gaussian(0.0, 0.4), Gaussian(2.0, 0.6)])

    @torch.no_grad()
    def sampling() -> object:
        return wide(torch.randn(1024, 4, generator=rng))

    steps = {
        "sampling 1,024 fakes, 2x128": sampling,
        "JSD of two mixtures": lambda: jsd(TWO, three),
        "exact p_g, 2x32": lambda: pushforward(narrow, Gaussian()),
    }
    _keep(benchmark, benchmark.pedantic(row, (what, repeated(steps[what]), frozen_run(32, 64)), {"rounds": ROUNDS}))
