"""`scores`: D's score is free to say anything of each row by itself."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gancheck.tracing.clauses.clause import Verdict, clause, kept, unseen, violation
from gancheck.tracing.loop.judged import Judged
from gancheck.tracing.loop.pair import Pair

# Of the scores of different rows, the share that one value may have.
_PILED = 0.2
_ROUNDING = 1e-5
# Calls that say something of all calls.
_SEEN = 8
_SIMPLE = ("float32", "float64")


@clause("scores", claim="D(x) is one number for each row, and any number between its bounds")
def scores(pair: Pair) -> Iterator[Verdict]:
    """Looks at the scores alone: all the same, adding up to 1 over the minibatch, or cut off at one value."""
    calls = [j for j in pair.judged if j.score.values is not None and j.score.seen.finite and j.rows > 1]
    calls = [j for j in calls if j.what in ("real", "fake", "real + fake") and j.score.seen.dtype in _SIMPLE]
    if len(calls) < _SEEN:
        yield unseen(pair.too_many or f"{len(calls)} calls of D with scores were seen")
        return
    at = [calls[-1].call.place]
    values = np.concatenate([_values(j) for j in calls])
    different = [j for j in calls if len(set(_rows(j))) > 1]
    if different and np.ptp(values) == 0:
        yield violation(
            "constant",
            f"D says {values[0]:g} of every row in {len(calls)} calls",
            at=at,
            effect="D has no gradient, and gives none to G",
            change="look at D's last layers: a softmax over one output is always 1, a rectifier may be shut",
        )
    elif all(abs(_values(j).sum() - 1) < _ROUNDING and len(_values(j)) == j.rows for j in calls) and values.min() >= 0:
        yield violation(
            "over-minibatch",
            f"D's scores of a minibatch add up to 1 in all of {len(calls)} calls",
            at=at,
            effect="D shares out one probability among the rows: it cannot say that all are real, or fake",
            change="take the softmax over dim 1, or a sigmoid",
        )
    elif (cut := _cut_off(pair, different)) is not None:
        yield cut
    else:
        yield kept(f"{len(values)} scores from {values.min():.3g} to {values.max():.3g}")


def _cut_off(pair: Pair, calls: list[Judged]) -> Verdict | None:
    """Probabilities that pile up at 1/2 and pass it on one side only: a rectifier before the sigmoid."""
    if not pair.probable or not calls:
        return None
    each: dict[int, float] = {}
    for j in calls:
        if len(_values(j)) == j.rows:
            each.update(zip(_rows(j), _values(j).tolist(), strict=True))
    values = np.array(list(each.values()))
    piled = float(np.mean(values == 0.5)) if len(values) else 0.0
    if piled < _PILED or (values.min() < 0.5 < values.max()):
        return None
    return violation(
        "cut-off",
        f"{piled:.0%} of D's scores are exactly 0.5, and none is {'below' if values.max() > 0.5 else 'above'}",
        at=[calls[-1].call.place],
        effect="D cannot call such rows what they are, and has no gradient from them",
        change="leave out the activation between D's last layer and its sigmoid",
    )


def _values(j: Judged) -> np.ndarray:
    assert j.score.values is not None
    return j.score.values


def _rows(j: Judged) -> list[int]:
    return [int(row) for row in j.call.inputs[j.main].rows]
