"""A machine whose clock is simulated: steps cost what they are said to, times noise that both of a pair share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


class Machine:
    """Its clock moves by the cost of each step, with drift over the run, and noise of its own for each call."""

    def __init__(self, seed: int, *, noise: float = 0.05, drift: float = 0.5) -> None:
        self._random = np.random.default_rng(seed)
        self._noise, self._drift, self._now = noise, drift, 0.0

    def clock(self) -> float:
        """Seconds."""
        return self._now

    def step(self, cost: float) -> Callable[[], None]:
        """A step of so many seconds, on a machine that slows down and recovers again."""

        def run() -> None:
            slowness = 1 + self._drift * np.sin(self._now)
            self._now += cost * slowness * float(np.exp(self._noise * self._random.standard_normal()))

        return run
