"""`data-range`: real data lie where the generator can reach."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

import numpy as np
from torch import nn

from gancheck.tracing.clauses.clause import Verdict, clause, kept, note, unseen, violation
from gancheck.tracing.clauses.modes.columns import Span, span_of, wider_rows
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.recording.reach import Reach

# A value counts as outside when it is further out than this part of the range's width: rounding and resampling are not.
_MARGIN = 0.01
# Values outside that change what can be learned, and that are worth a note.
_OUTSIDE, _SOME = 0.01, 0.0005
# A row of fewer values is a toy, where [0, 1] is no sign of pictures that were not normalised.
_PICTURE = 16

_THREADS = ("voletiv/self-attention-GAN-pytorch #6",)
_LAST: dict[type[nn.Module], Reach] = {nn.Tanh: (-1.0, 1.0), nn.Sigmoid: (0.0, 1.0)}


@clause(
    "data-range",
    claim="the generator can make the data: p_g = p_data is within its reach",
    source="Goodfellow et al. 2014, Theorem 1",
)
def data_range(pair: Pair) -> Iterator[Verdict]:
    """The reach is read off the operation that made D's fakes; the data are looked at where they enter D."""
    reach, columns = _reach(pair)
    if reach is None:
        yield kept("G's output is not squashed: it can reach any value")
        return
    if columns is None and wider_rows(pair):
        yield unseen("fakes stand beside other columns in D's input, and which these are cannot be told")
        return
    real = _values(pair, "real", columns)
    if not real:
        yield unseen("no real data reached D")
        return
    values = np.concatenate([v.ravel() for v in real])
    values = values[np.isfinite(values)]
    low, high = (float(x) for x in (values.min(), values.max())) if values.size else (math.nan, math.nan)
    width = reach[1] - reach[0] if math.isfinite(reach[1] - reach[0]) else float(values.std())
    outside = (values < reach[0] - _MARGIN * width) | (values > reach[1] + _MARGIN * width)
    share = float(outside.mean()) if values.size else 0.0
    at = [judged.call.place for judged in pair.judged if judged.what == "real"]
    said = f"real data lie in [{low:.3g}, {high:.3g}], and G reaches {_interval(reach)}"
    if share > _OUTSIDE:
        yield violation(
            "outside",
            f"{said}: {share:.0%} of the values are out of its reach",
            at=at,
            effect="p_g = p_data cannot be reached, and D tells real from fake by the range alone",
            change="scale the data into the generator's range, or change its last activation",
            threads=_THREADS,
        )
    elif reach[0] < 0 < reach[1] == -reach[0] and low >= 0 and high <= reach[1]:
        yield from _upper_half(pair, said, real, columns, reach[1])
    elif share > _SOME:
        yield note(
            "outside", f"{said}: {share:.2%} of the values are out of its reach", at=at, effect="these are never made"
        )
    else:
        yield kept(said)


def _upper_half(pair: Pair, said: str, real: list[np.ndarray], columns: Span | None, top: float) -> Iterator[Verdict]:
    """Data in [0, 1] against a tanh: within reach, yet the sign alone tells fakes from data.

    A violation only for pictures that were plainly meant to be normalised: both ends reached exactly in most
    minibatches, in rows of many values, while G's fakes still fall below 0 at the end. Data of a law on [0, 1] hardly
    hit the ends; they are a note.
    """
    at = [judged.call.place for judged in pair.judged if judged.what == "real"]
    fakes = _values(pair, "fake", columns)[-8:]
    below = float(np.mean(np.concatenate([f.ravel() for f in fakes]) < -0.05 * top)) if fakes else 0.0
    ends = sum(bool(v.min() == 0 and v.max() == top) for v in real)
    wide = int(np.prod(real[0].shape[1:])) >= _PICTURE
    if wide and 2 * ends > len(real) and below > 0.05:
        yield violation(
            "outside",
            f"{said}; the data fill [0, {top:g}], while {below:.0%} of the fakes' last values are below 0",
            at=at,
            effect="D tells real from fake by their sign; the data's floor is where G's activation is steepest",
            change="scale the data to [-1, 1], as by Normalize(0.5, 0.5), or end the generator in a sigmoid",
            threads=_THREADS,
        )
    elif below > 0.05:
        yield note("outside", f"{said}; no real value is below 0, {below:.0%} of the fakes' last values are", at=at)
    else:
        yield kept(said)


def _reach(pair: Pair) -> tuple[Reach | None, Span | None]:
    """The values that D's fakes can take, by the graph of G's steps, and the columns of D's input that they fill."""
    found: Counter[Reach | None] = Counter()
    span: Span | None = None
    plain = True
    for judged in pair.judged:
        source = judged.parts[0].source if judged.what == "fake" else None
        if source is not None:
            where = span_of(judged.call.inputs[judged.main], pair.recorder.calls[source].outputs[0].seen)
            span, plain = where or span, plain and where is not None
    for update in pair.g_updates:
        for judged in update.judged:
            if judged.what == "fake" and judged.main < len(judged.call.reaches):
                found[judged.call.reaches[judged.main]] += 1
    usual = found.most_common(1)[0][0] if found else None
    return usual or (_by_layer(pair) if plain else None), span


def _by_layer(pair: Pair) -> Reach | None:
    """A compiled or checkpointed generator has one node for all of it: its last layer says what it ends in."""
    layers = [module for module in pair.generator.last.module.modules() if not list(module.children())]
    last = layers[-1] if layers else None
    reach = (float(last.min_val), float(last.max_val)) if isinstance(last, nn.Hardtanh) else _LAST.get(type(last))  # type: ignore[arg-type]
    outputs = [call.outputs[0].seen for call in pair.generated if call.outputs]
    return reach if reach and all(reach[0] <= o.low and o.high <= reach[1] for o in outputs if o.finite) else None


def _values(pair: Pair, what: str, columns: Span | None) -> list[np.ndarray]:
    """The values of D's real or fake rows, one array `(rows, width)` a call, without columns beside them."""
    found = []
    for judged in pair.judged:
        sample = judged.call.inputs[judged.main].sample
        if sample is None or sample.ndim == 0:
            continue
        rows = sample.reshape(len(sample), -1)
        for part in judged.parts:
            values = rows[part.start : part.stop] if part.what == what else rows[:0]
            values = values[:, slice(*columns)] if columns is not None else values
            if values.size:
                found.append(values)
    return found


def _interval(reach: Reach) -> str:
    low = f"[{reach[0]:g}" if math.isfinite(reach[0]) else "(-inf"
    high = f"{reach[1]:g}]" if math.isfinite(reach[1]) else "inf)"
    return f"{low}, {high}"
