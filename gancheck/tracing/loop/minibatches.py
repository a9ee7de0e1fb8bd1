"""The minibatches of each update, by their contents: rows of real data, of noise, and the calls that made fakes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gancheck.tracing.loop.batches import noise_input
from gancheck.tracing.loop.updates import Update
from gancheck.tracing.recording.events import Call, Seen

if TYPE_CHECKING:
    from gancheck.tracing.loop.pair import Pair


@dataclass(frozen=True)
class Rows:
    """Rows by their hashes, in no order."""

    hashes: tuple[int, ...]

    @staticmethod
    def of(hashes: Iterable[int]) -> Rows:
        """The rows with these hashes."""
        return Rows(tuple(sorted(hashes)))

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.hashes)

    @cached_property
    def distinct(self) -> frozenset[int]:
        """Each of them once."""
        return frozenset(self.hashes)

    @property
    def repeating(self) -> bool:
        """Whether many are equal, as draws from a handful of values are: two minibatches then share rows by chance."""
        return 10 * len(self.distinct) < 9 * len(self.hashes)


@dataclass(frozen=True)
class Minibatch:
    """What one update used: its real rows, the noise behind its fakes, and the generator calls that made these.

    `sizes` counts the real rows and the fakes, `largest` those of the largest call of D. What D was called on twice
    counts once.
    """

    real: Rows
    noise: Rows
    made: frozenset[int]
    sizes: tuple[int, int]
    largest: tuple[int, int]


def read_minibatch(pair: Pair, update: Update) -> Minibatch:
    """The minibatch of an update."""
    real: dict[bytes, list[int]] = {}
    noise: dict[bytes, list[int]] = {}
    made: set[int] = set()
    fakes: dict[bytes, int] = {}
    for judged in update.judged:
        rows = judged.call.inputs[judged.main].rows
        for part in judged.parts:
            of_part = rows[part.start : part.stop]
            if part.what == "real":
                real[of_part.tobytes()] = of_part.tolist()
            elif part.what == "fake" and part.source is not None:
                made.add(part.source)
                fakes[of_part.tobytes()] = len(of_part)
                seen = noise_input(pair.noise_of(pair.recorder.calls[part.source]))
                if seen is not None:
                    behind = _behind(of_part, pair.recorder.calls[part.source], seen)
                    noise[behind.tobytes()] = behind.tolist()
    return Minibatch(
        Rows.of(row for rows in real.values() for row in rows),
        Rows.of(row for rows in noise.values() for row in rows),
        frozenset(made),
        (sum(map(len, real.values())), sum(fakes.values())),
        (max(map(len, real.values()), default=0), max(fakes.values(), default=0)),
    )


def _behind(fakes: np.ndarray, made: Call, noise: Seen) -> np.ndarray:
    """The noise behind those rows of a generator call that these fakes are; behind all where they were altered."""
    outputs = made.outputs[0].seen.rows
    if len(outputs) == len(noise.rows) and len(fakes) < len(outputs):
        wanted = np.isin(outputs, fakes)
        if wanted.any():
            return np.asarray(noise.rows[wanted])
    return noise.rows


def overlap(a: frozenset[int], b: frozenset[int]) -> float:
    """The share of the smaller set's rows that are in the other; 0 when one is empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def same(a: Rows, b: Rows) -> bool:
    """Whether two minibatches are the same rows, up to what coincides by chance; equal ones as often in both."""
    if a.repeating or b.repeating:
        return bool(a) and a.hashes == b.hashes
    return overlap(a.distinct, b.distinct) > 0.9
