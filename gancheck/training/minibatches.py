"""Fresh minibatches from a density, for one GAN or for an ensemble."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gancheck.theory import Density

# Minibatches that are drawn at a time: the overhead of a draw is paid once in so many steps. The stream of a
# seed depends on it, so it is no option.
_BLOCK = 64


def seeds_for(seed: int, streams: int) -> tuple[int, ...]:
    """Derive `streams` independent seeds of 32 bits: torch's CPU generator reads no more of a seed."""
    if seed < 0:
        raise ValueError(f"a seed has to be a non-negative integer, not {seed}")
    return tuple(int(word) for word in np.random.SeedSequence(seed).generate_state(streams))


class Minibatches:
    """Independent minibatches of `m` rows of a density, one stream for each seed.

    A call returns the next minibatch, `(m, dim)`, or, when `seeds` is a sequence of E, `(E, m, dim)`: member
    i's are exactly those that `seeds[i]` draws alone, from its own density if there is one for each. They are drawn on
    the CPU whatever the device, so that a seed means the same on every one.
    """

    def __init__(
        self,
        density: Density | Sequence[Density],
        m: int,
        seeds: int | Sequence[int],
        *,
        device: str | torch.device = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        if m < 1:
            raise ValueError(f"a minibatch has at least one row, not {m}")
        self.m = m
        self._stacked = not isinstance(seeds, int)
        every = [seeds] if isinstance(seeds, int) else list(seeds)
        self._densities = [density] * len(every) if isinstance(density, Density) else list(density)
        self._generators = [torch.Generator().manual_seed(seed) for seed in every]
        self._device = torch.device(device)
        self._dtype = dtype
        self._block: Tensor | None = None
        self._before = self._states()
        self._next = _BLOCK

    def __call__(self) -> Tensor:
        """Return the next minibatch, never the same twice."""
        if self._next == _BLOCK:
            self._before = self._states()
            self._block = self._draw()
            self._next = 0
        assert self._block is not None
        minibatch = self._block[self._next]
        self._next += 1
        return minibatch

    def _draw(self) -> Tensor:
        rows = [
            density.sample(_BLOCK * self.m, generator=generator, dtype=self._dtype).view(_BLOCK, self.m, -1)
            for density, generator in zip(self._densities, self._generators, strict=True)
        ]
        block = torch.stack(rows, dim=1) if self._stacked else rows[0]
        return block.to(self._device)

    def _states(self) -> list[Tensor]:
        return [generator.get_state() for generator in self._generators]

    def state_dict(self) -> dict[str, Any]:
        """Tell where the streams stand: the generators' states before the block, and the place in it."""
        used_up = self._next == _BLOCK
        return {"generators": self._states() if used_up else self._before, "next": self._next}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Stand where `state` was taken: the current block is drawn again."""
        for generator, known in zip(self._generators, state["generators"], strict=True):
            generator.set_state(known.cpu())
        self._before = self._states()
        self._next = int(state["next"])
        self._block = self._draw() if self._next < _BLOCK else None
