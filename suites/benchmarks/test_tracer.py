"""What the tracer costs inside its window: 60 iterations with and without it, in turns of random order.

A window is timed from its first iteration to its last; the report comes after it. The ratio of processor times with
its 99 % bootstrap interval is in `extra_info`, with the time that it takes to put the hooks on, once, before the loop.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture
from torch import nn

from gancheck.bench.paired import interleave, one_thread
from gancheck.bench.ratio import Ratio, paired_ratio
from gancheck.tracing.recording.recorder import Recorder

ITERATIONS, ROUNDS = 60, 40
# Layers of G and D, and the minibatch.
SIZES = {
    "2x128, batch 256": ((8, 128, 128, 2), (2, 128, 128, 1), 256),
    "784-d, batch 64": ((100, 256, 512, 1024, 784), (784, 1024, 512, 256, 1), 64),
}


def _mlp(widths: tuple[int, ...]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for fan_in, units in pairwise(widths):
        layers += [nn.Linear(fan_in, units), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers[:-1])


def _loop(generator: tuple[int, ...], discriminator: tuple[int, ...], m: int) -> Callable[[], None]:
    """One iteration of a loop as people write it, with Adam."""
    torch.manual_seed(0)
    g, d = _mlp(generator), _mlp(discriminator)
    of_g, of_d = (torch.optim.Adam(net.parameters(), 2e-4, (0.5, 0.999)) for net in (g, d))
    loss, one, zero = nn.BCEWithLogitsLoss(), torch.ones(m, 1), torch.zeros(m, 1)
    data = torch.rand(5000, discriminator[0]) * 2 - 1

    def iterate() -> None:
        x = data[torch.randint(5000, (m,))]
        of_d.zero_grad()
        fakes = g(torch.randn(m, generator[0])).detach()
        (loss(d(x), one) + loss(d(fakes), zero)).backward()
        of_d.step()
        of_g.zero_grad()
        loss(d(g(torch.randn(m, generator[0]))), one).backward()
        of_g.step()

    return iterate


def _overhead(name: str) -> tuple[Ratio, float, float]:
    """Traced over plain; median seconds of a plain iteration, and of putting the hooks on."""
    iterate, put_on = _loop(*SIZES[name]), []

    def plain() -> float:
        begun = time.thread_time()
        for _ in range(ITERATIONS):
            iterate()
        return time.thread_time() - begun

    def traced() -> float:
        recorder = Recorder(ITERATIONS, lambda: None)
        begun = time.thread_time()
        recorder.start()
        put_on.append(time.thread_time() - begun)
        begun = time.thread_time()
        for _ in range(ITERATIONS):
            iterate()
        taken = time.thread_time() - begun
        recorder.stop()
        assert recorder.filled
        assert recorder.troubles == []
        return taken

    with one_thread():
        plain(), traced()
        times = interleave({"plain": plain, "traced": traced}, rounds=ROUNDS, seed=0)
    ratio = paired_ratio(times["traced"], times["plain"])
    return ratio, float(np.median(times["plain"])) / ITERATIONS, float(np.median(put_on))


@pytest.mark.parametrize("name", SIZES)
def test_traced_window(benchmark: BenchmarkFixture, name: str) -> None:
    benchmark.group = "traced window"
    ratio, seconds, put_on = benchmark.pedantic(_overhead, args=(name,), rounds=1)
    benchmark.extra_info |= {
        "ratio": round(ratio.value, 3),
        "interval": (round(ratio.low, 3), round(ratio.high, 3)),
        "microseconds an iteration": round(1e6 * seconds, 1),
        "milliseconds to put the hooks on": round(1e3 * put_on, 1),
    }
