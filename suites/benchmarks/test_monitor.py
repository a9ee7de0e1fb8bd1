"""What a monitor costs: the same training with and without one, in blocks that take turns, paired by their place.

The ratio of processor times with its 99 % bootstrap interval over the pairs is in `extra_info`. Of right code that
keeps the 5 % a test fails in one of 200 runs, where the interval's lower end lies above.
"""

from __future__ import annotations

import random
import time

import numpy as np
import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture

import gancheck
from gancheck.theory import Gaussian, Mixture, ring
from gancheck.training import REF, REF_1D, Network, Recipe, Trainer

STEPS, BLOCK = 1600, 40
ALLOWED = 1.05
TWO = Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)])
WIDE = Network((128, 128))
RECIPES = {
    "ring, 2x32": REF.replace(iterations=STEPS),
    "ring, 2x128": REF.replace(iterations=STEPS, minibatch=256, generator=WIDE, discriminator=WIDE),
    "held-out rows, 2x128": REF.replace(iterations=STEPS, minibatch=256, generator=WIDE, discriminator=WIDE),
    "exact p_g, 2x64": REF_1D.replace(iterations=STEPS),
}


class Watch:
    """A clock that stands still while the other training runs."""

    def __init__(self) -> None:
        self.away = 0.0

    def __call__(self) -> float:
        """Seconds of this training."""
        return time.perf_counter() - self.away


def _monitor(trainer: Trainer, watch: Watch, given: dict[str, object]) -> gancheck.Monitor:
    monitor = gancheck.Monitor(
        generator=trainer.game.generator,
        discriminator=trainer.game.discriminator,
        noise=trainer.recipe.noise_prior,
        steps=STEPS,
        on_alarm=lambda alarm: None,
        **given,  # type: ignore[arg-type]
    )
    monitor._schedule._clock = watch
    return monitor


def _block(trainer: Trainer, monitor: gancheck.Monitor | None) -> float:
    """Processor seconds of a block of steps."""
    begun = time.thread_time()
    for _ in range(BLOCK):
        losses = trainer.step()
        if monitor is not None:
            monitor.step(d_loss=losses.discriminator, g_loss=losses.generator)
    return time.thread_time() - begun


def _paired(recipe: Recipe, data: bool) -> tuple[np.ndarray, gancheck.Monitor]:
    """Times of the blocks, without and with a monitor, `(blocks, 2)`."""
    p_data = TWO if recipe.latent == 1 else ring()
    plain, watched = Trainer(p_data, recipe, seed=0), Trainer(p_data, recipe, seed=0)
    rows = ring().sample(4000, generator=torch.Generator().manual_seed(0)).float()
    watch = Watch()
    monitor = _monitor(watched, watch, {"data": rows} if data else {"p_data": p_data})
    order, times = random.Random(0), []
    for _ in range(STEPS // BLOCK):
        turns = [(0, plain, None), (1, watched, monitor)]
        order.shuffle(turns)
        pair = [0.0, 0.0]
        for place, trainer, with_monitor in turns:
            begun = time.perf_counter()
            pair[place] = _block(trainer, with_monitor)
            watch.away += (time.perf_counter() - begun) * (with_monitor is None)
        times.append(pair)
    return np.array(times), monitor


@pytest.mark.parametrize("name", RECIPES)
def test_monitored_training(benchmark: BenchmarkFixture, name: str) -> None:
    torch.set_num_threads(1)
    benchmark.group = "monitored training"
    times, monitor = benchmark.pedantic(_paired, args=(RECIPES[name], name.startswith("held-out")), rounds=1)
    drawn = times[np.random.default_rng(0).integers(0, len(times), (4000, len(times)))].sum(1)
    low, high = np.quantile(drawn[:, 1] / drawn[:, 0], [0.005, 0.995])
    ratio = float(times[:, 1].sum() / times[:, 0].sum())
    benchmark.extra_info |= {
        "ratio": round(ratio, 4),
        "interval": (round(float(low), 4), round(float(high), 4)),
        "snapshots": len(monitor.snapshots),
        "milliseconds a snapshot": round(1e3 * float(np.median([each.seconds for each in monitor.snapshots])), 2),
        "microseconds a step": round(1e6 * float(times[:, 0].sum()) / STEPS, 1),
    }
    assert low <= ALLOWED
