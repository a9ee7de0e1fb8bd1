"""Where a fake stands in D's input, when labels or a condition stand beside it in the same rows."""

from __future__ import annotations

import numpy as np

from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.recording.events import Seen

# First and last column (excluded), of rows laid flat.
Span = tuple[int, int]


def flat_rows(seen: Seen) -> np.ndarray | None:
    """The rows that were kept of a tensor, `(m, width)`."""
    if seen.sample is None or seen.sample.ndim == 0 or not len(seen.sample):
        return None
    return seen.sample.reshape(len(seen.sample), -1)


def span_of(whole: Seen, part: Seen) -> Span | None:
    """The columns of `whole` that hold `part`, its first or its last; None where they hold something else."""
    rows, inner = flat_rows(whole), flat_rows(part)
    if rows is None or inner is None:
        return None
    m, width = min(len(rows), len(inner)), inner.shape[1]
    if width > rows.shape[1] or not m:
        return None
    for span in ((0, width), (rows.shape[1] - width, rows.shape[1])):
        if np.array_equal(rows[:m, slice(*span)], inner[:m], equal_nan=True):
            return span
    return None


def beside(rows: np.ndarray, span: Span) -> np.ndarray:
    """The columns of `rows` outside a span."""
    return np.concatenate([rows[:, : span[0]], rows[:, span[1] :]], axis=1)


def wider_rows(pair: Pair) -> bool:
    """Whether D's rows are wider than G's."""
    outputs = [call.outputs[0].seen for call in pair.generated[:1]]
    inputs = [judged.call.inputs[judged.main] for judged in pair.judged[:1]]
    return any(int(np.prod(i.shape[1:])) > int(np.prod(o.shape[1:])) for i in inputs for o in outputs)
