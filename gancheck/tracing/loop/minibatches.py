"""The minibatches of each update, by their contents: rows of real data, of noise, and the calls that made fakes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gancheck.tracing.loop.batches import noise_input
from gancheck.tracing.loop.updates import Update
from gancheck.tracing.recording.events import Call, Seen

if TYPE_CHECKING:
    from gancheck.tracing.loop.pair import Pair


@dataclass(frozen=True)
class Minibatch:
    """What one update used: hashes of its real rows, of its noise rows, and of its fakes' generator calls."""

    real: frozenset[int]
    noise: frozenset[int]
    made: frozenset[int]
    sizes: tuple[int, int]


def read_minibatch(pair: Pair, update: Update) -> Minibatch:
    """The minibatch of an update; rows are identified by their hashes."""
    real: list[int] = []
    noise: set[int] = set()
    made: set[int] = set()
    fakes = 0
    for judged in update.judged:
        rows = judged.call.inputs[judged.main].rows
        for part in judged.parts:
            if part.what == "real":
                real += rows[part.start : part.stop].tolist()
            elif part.what == "fake" and part.source is not None:
                made.add(part.source)
                fakes += part.stop - part.start
                seen = noise_input(pair.noise_of(pair.recorder.calls[part.source]))
                if seen is not None:
                    noise |= _behind(rows[part.start : part.stop], pair.recorder.calls[part.source], seen)
    return Minibatch(frozenset(real), frozenset(noise), frozenset(made), (len(real), fakes))


def _behind(fakes: np.ndarray, made: Call, noise: Seen) -> set[int]:
    """The noise behind those rows of a generator call that these fakes are; behind all where they were altered."""
    outputs = made.outputs[0].seen.rows
    if len(outputs) == len(noise.rows) and len(fakes) < len(outputs):
        wanted = np.isin(outputs, fakes)
        if wanted.any():
            return set(noise.rows[wanted].tolist())
    return set(noise.rows.tolist())


def overlap(a: frozenset[int], b: frozenset[int]) -> float:
    """The share of the smaller set's rows that are in the other; 0 when one is empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def same(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether two minibatches are the same rows, up to what coincides by chance."""
    return overlap(a, b) > 0.9
