"""What the players are fed: the generator's noise, the real data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gancheck.tracing.loop.updates import Update
from gancheck.tracing.reading.noise import NoiseReading, read_noise
from gancheck.tracing.recording.events import Call, Seen

if TYPE_CHECKING:
    from gancheck.tracing.loop.pair import Pair

# Laws of what is no noise: classes that are asked for, and entries that never change.
_NO_NOISE = ("label", "constant", "images")


def noise_calls(pair: Pair, updates: Sequence[Update]) -> list[Call]:
    """The generator calls, one each, that made the fakes of these updates, as they were fed the noise."""
    found: dict[int, Call] = {}
    for update in updates:
        for judged in update.judged:
            for part in judged.parts:
                if part.what == "fake" and part.source is not None:
                    call = pair.noise_of(pair.recorder.calls[part.source])
                    found[call.index] = call
    return list(found.values())


def noise_input(call: Call) -> Seen | None:
    """The input that is the noise: the widest one of floats from outside."""
    outside = [
        seen
        for seen, pieces in zip(call.inputs, call.origins, strict=True)
        if _floats(seen) and all(piece.call is None for piece in pieces)
    ]
    return max(outside, key=lambda seen: int(np.prod(seen.shape[1:])), default=None)


def noise_batches(pair: Pair, updates: Sequence[Update]) -> list[np.ndarray]:
    """The noise of these updates, one array `(n, ...)` a call, where its values were kept."""
    inputs = [noise_input(call) for call in noise_calls(pair, updates)]
    return [seen.sample for seen in inputs if seen is not None and seen.sample is not None]


def read_all_noise(pair: Pair) -> NoiseReading | None:
    """The law of all noise of both players' updates."""
    batches = noise_batches(pair, pair.updates)
    return read_noise(batches) if batches else None


def noise_law(pair: Pair) -> str:
    """`N(0, 1)^100`, `N(0, 1)^62 + one-hot labels^10`, or what the generator is fed where it is no noise."""
    reading = pair.noise
    if reading is None or not reading.law:
        return ""
    if " + " in reading.law:
        return str(reading)
    batch = noise_batches(pair, pair.updates)[0]
    width = int(np.prod(batch.shape[1:])) if batch.ndim > 1 else 1
    return f"{reading.law}^{width}" if width > 1 and "(" in reading.law else reading.law


def real_inputs(pair: Pair) -> list[Seen]:
    """Every input of the discriminator that is real data, mixed minibatches left out."""
    return [judged.call.inputs[judged.main] for judged in pair.judged if judged.what == "real"]


def data_seen(pair: Pair) -> tuple[tuple[int, ...], float, float, bool] | None:
    """A row's shape, the least and greatest value of the real data, and whether these look like bounds."""
    inputs = real_inputs(pair)
    if not inputs:
        return None
    lows, highs = [seen.low for seen in inputs], [seen.high for seen in inputs]
    low, high = min(lows), max(highs)
    # Images reach the ends of their range in nearly every minibatch.
    touching = sum(
        a < low + 0.02 * (high - low) and b > high - 0.02 * (high - low) for a, b in zip(lows, highs, strict=True)
    )
    return inputs[0].shape[1:], low, high, 2 * touching > len(inputs)


def _floats(seen: Seen) -> bool:
    return seen.dtype.startswith(("float", "bfloat"))


def is_noise(pair: Pair) -> bool:
    """Whether the generator is fed noise, not images or codes: some of its columns follow a law that is known.

    In both players' updates, or in those of one: then the players are fed different noise.
    """
    reading = pair.noise
    if reading is None:
        return False
    return _follows_a_law(reading) or any(
        _follows_a_law(read_noise(batches))
        for batches in (noise_batches(pair, pair.d_updates), noise_batches(pair, pair.g_updates))
        if batches
    )


def _follows_a_law(reading: NoiseReading) -> bool:
    """Whether some columns follow a law that does not come again beyond others.

    A prior is put together of blocks; single columns of data may look like one law or another.
    """
    laws = [part.law for part in reading.parts if part.law and not any(word in part.law for word in _NO_NOISE)]
    return bool(reading.problem) or 0 < len(laws) == len(set(laws))
