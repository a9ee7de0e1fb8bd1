"""`initialisation`: at the start, what G makes depends on its noise."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gancheck.tracing.clauses.clause import Verdict, clause, kept, note, unseen, violation
from gancheck.tracing.loop.batches import real_inputs
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.recording.events import Call

# Below this part of the data's own spread, fakes are one point for D's first steps.
_SPREAD = 0.01
# Calls before G's first update that are looked at.
_CALLS = 16


@clause(
    "initialisation",
    claim="at the start G maps different noise to different fakes",
    source="Goodfellow et al. 2014, section 3; Radford et al. 2016, section 4",
)
def initialisation(pair: Pair) -> Iterator[Verdict]:
    """Compares rows of G's output, before its first update, whose inputs differ."""
    first = pair.g_updates[0].time if pair.g_updates else math.inf
    calls = [call for call in pair.generated if call.time < first and call.outputs][:_CALLS]
    samples = [call.outputs[0].seen.sample for call in calls]
    kept_rows = [s.reshape(len(s), -1) for s in samples if s is not None and s.shape[1:] == samples[0].shape[1:]]  # type: ignore[union-attr]
    rows = np.concatenate(kept_rows) if kept_rows else np.zeros((0, 1))
    if len(rows) < 2 or not np.isfinite(rows).all() or len(set().union(*(_inputs(pair, c) for c in calls))) < 2:
        yield unseen("no two rows of different noise before G's first update")
        return
    at = [calls[0].place]
    apart = len(set().union(*(set(call.outputs[0].seen.rows.tolist()) for call in calls)))
    if apart == 1:
        yield violation(
            "constant",
            f"G's first {len(rows)} outputs, of different noise, are all the same",
            at=at,
            effect="p_g is a single point, and the gradient of layers before the constant one is zero",
            change="initialise G's weights apart from zero, and keep the noise in its input",
            threads=("keras-team/keras #5892",),
        )
        return
    spread, data = _spread(rows), _data(pair)
    if data is None:
        yield kept(f"the first {len(rows)} outputs of G differ, by a standard deviation of {spread:.2g}")
    elif spread < _SPREAD * data:
        yield note(
            "constant",
            f"G's first {len(rows)} outputs have a standard deviation of {spread:.2g} only; the data, {data:.2g}",
            at=at,
            effect="D sees nearly one point at first, and G's gradient hardly tells one noise vector from another",
            change="look at how weights, and the scales of batch norm (which start at 1), are initialised",
        )
    else:
        yield kept(
            f"the first {len(rows)} outputs of G have a standard deviation of {spread:.2g}; the data, {data:.2g}"
        )


def _inputs(pair: Pair, call: Call) -> set[int]:
    """The rows that made this output, each with all that was beside it."""
    source = pair.noise_of(call)
    arrays = [seen.rows for seen in source.inputs if len(seen.rows)]
    n = max((len(a) for a in arrays), default=0)
    return {hash(tuple(int(a[i]) for a in arrays if len(a) == n)) for i in range(n)}


def _spread(rows: np.ndarray) -> float:
    """The standard deviation from row to row, in quadratic mean over columns."""
    return float(np.sqrt(rows.astype(np.float64).var(axis=0).mean()))


def _data(pair: Pair) -> float | None:
    samples = [seen.sample for seen in real_inputs(pair)[:_CALLS] if seen.sample is not None]
    same = [s.reshape(len(s), -1) for s in samples if s.shape[1:] == samples[0].shape[1:]]
    rows = np.concatenate(same) if same else np.zeros((0, 1))
    return _spread(rows) if len(rows) > 1 and np.isfinite(rows).all() else None
