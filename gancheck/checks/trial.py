"""What a check is given: the target, its seed, and its share of the run's error budget."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from gancheck.targets.target import Target


def _silent(fraction: float, text: str) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class Trial:
    """One execution of one check on one target.

    `seed` is derived from the run's seed and the check's identifier. `alpha` is the probability with which this
    check may fail a right implementation. `deadline` is a `time.monotonic()` after which a sequential check stops
    and answers `inconclusive`. `progress(fraction, text)` may be called at any time.
    """

    target: Target
    seed: int
    alpha: float
    device: str = "cpu"
    deadline: float | None = None
    progress: Callable[[float, str], None] = _silent

    def generator(self, stream: int = 0) -> torch.Generator:
        """A fresh CPU generator, one for each `stream`, seeded from this trial's seed."""
        return torch.Generator().manual_seed((self.seed * 1_000_003 + stream) % 2**63)

    @property
    def out_of_time(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline is not None and time.monotonic() > self.deadline
