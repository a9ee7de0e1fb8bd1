"""Records of monitored runs: a collapse that is known over bins, a black box, one with neither, and an empty one."""

from __future__ import annotations

import math
from dataclasses import replace

from gancheck.evidence import KernelMmd
from gancheck.stability.monitor import MonitorRecord
from gancheck.stability.monitor.alarm import alarm
from gancheck.stability.snapshot import Jsd, Snapshot
from gancheck.stability.state import State, Verdict

NAMES = ("(2, 0)", "(0, 2)", "(-2, 0)", "(0, -2)")


def snapshot(step: int, jsd: Jsd | None, lost: tuple[int, ...] = ()) -> Snapshot:
    masses = tuple(0.0 if i in lost else 0.9 / (4 - len(lost)) for i in range(4))
    return Snapshot(
        step,
        jsd=jsd,
        masses=masses,
        lost=lost,
        location=(0.1, step / 1000),
        spread=0.9,
        d_real=0.7,
        d_fake=0.3,
        separation=0.8,
        discriminator_bound=0.02 - step / 1e5,
        generator_gradient=1e-3,
        discriminator_gradient=0.0,
        generator_drift=math.nan if step == 100 else 0.1,
        discriminator_drift=math.nan if step == 100 else 0.2,
        generator_loss=0.7,
        discriminator_loss=math.inf if step == 300 else 1.3,
        seconds=0.004,
    )


def _binned(estimate: float) -> Jsd:
    return Jsd(estimate, estimate / 2, min(2 * estimate, math.log(2)), "64 bins")


COLLAPSE = MonitorRecord(
    version="0.1.0",
    snapshots=(
        snapshot(100, _binned(0.05)),
        snapshot(200, _binned(0.2), (1,)),
        snapshot(300, _binned(0.3), (1, 3)),
    ),
    states=(State.HEALTHY, State.COLLAPSED, State.COLLAPSED),
    alarms=(alarm(Verdict(State.COLLAPSED, 200, "1 mode without fakes", (1,), 40.0), NAMES),),
    steps=300,
    budget=3000,
    stopped=True,
    modes=NAMES,
    weights=(0.25,) * 4,
    basis=("The JSD is over 64 bins.", "There are 4 modes."),
    schedule="every 100 steps",
    samples=1024,
    seed=5,
    training=2.0,
    measuring=0.05,
    environment={"python": "3.11.7", "torch": "2.13.0"},
)
BLACK_BOX = replace(
    COLLAPSE,
    snapshots=tuple(
        replace(
            snapshot(step, Jsd(0.2, 0.1, math.log(2), "bound")),
            d_real=math.nan,
            d_fake=math.nan,
            separation=math.nan,
            discriminator_bound=math.nan,
            kernel=KernelMmd(0.2, 0.1, 0.5, 128, 2.0),
        )
        for step in (100, 200)
    ),
    states=(State.HEALTHY, State.HEALTHY),
    alarms=(),
    stopped=False,
    budget=None,
)
NEITHER = MonitorRecord(
    version="0.1.0",
    snapshots=(Snapshot(10, d_fake=0.4, generator_gradient=2.0, generator_loss=1.0),),
    states=(State.HEALTHY,),
    steps=12,
    unseen="step 12: noise(256) raised ValueError: broken",
)
EMPTY = MonitorRecord(version="0.1.0")
EVERY = (COLLAPSE, BLACK_BOX, NEITHER, EMPTY)
