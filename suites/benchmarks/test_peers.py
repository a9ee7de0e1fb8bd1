"""An iteration of other libraries over a plain loop and over ours, on the same work, in the `peers` environment."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from gancheck.bench.paired import interleave
from gancheck.bench.processor import one_thread
from gancheck.bench.ratio import Ratio, paired_ratio
from suites.benchmarks import loops
from tests.peers.running import LIBRARIES
from tests.peers.standins import standing_in

ROUNDS, CALLS = 80, 4


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("peer", ["torchgan", "vegans", "mimicry", "lightning"])
def test_iteration(benchmark: BenchmarkFixture, peer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if find_spec(LIBRARIES[peer]) is None:
        pytest.skip(f"{peer} is not installed: `tox -e peers` has it")
    monkeypatch.chdir(tmp_path)

    def measured() -> dict[str, Ratio]:
        each = {"plain": loops.plain, "ours": loops.ours, "peer": getattr(loops, peer)}
        with standing_in(LIBRARIES[peer]), one_thread(), loops.running(each, CALLS) as turns:
            for turn in turns.values():
                turn.block()
            times: dict[str, np.ndarray] = interleave(
                {name: turn.block for name, turn in turns.items()}, rounds=ROUNDS, seed=0
            )
        return {
            f"{peer} over plain": paired_ratio(times["peer"], times["plain"]),
            f"{peer} over ours": paired_ratio(times["peer"], times["ours"]),
        }

    benchmark.group = "peers, 2x128, minibatch 256"
    found = benchmark.pedantic(measured)
    benchmark.extra_info |= {name: str(ratio) for name, ratio in found.items()}
    assert all(ratio.low > 0.5 for ratio in found.values())
