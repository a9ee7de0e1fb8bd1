"""A discriminator with two outputs a row, one for real and one for fake, under a softmax's cross-entropy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gancheck.tracing.reading.objective.scores import Scores, Update

_ROUNDED = 0.02


def _paired(scores: Scores, samples: int) -> bool:
    """Whether a call has two outputs a row, or a patch, pulled apart with equal force."""
    n = len(scores.pulls)
    if n < 4 or samples == 0 or n % (2 * samples):
        return False
    sums = np.abs(scores.pulls[0::2] + scores.pulls[1::2])
    return bool((sums <= _ROUNDED * np.abs(scores.pulls[1::2])).all())


def one_logit(updates: Sequence[Update]) -> Sequence[Update]:
    """Updates with the difference of both outputs, the second less the first, where every call has such a pair.

    The softmax of two outputs is the sigmoid of their difference: what pulls on it is the pull on the second.
    """
    every = [(scores, update.samples) for update in updates for scores in update.scores]
    pulled = any(np.any(scores.pulls) for scores, _ in every)
    if not pulled or not all(_paired(scores, samples) for scores, samples in every):
        return updates
    return [
        replace(
            update,
            scores=tuple(
                replace(scores, values=scores.values[1::2] - scores.values[0::2], pulls=scores.pulls[1::2])
                for scores in update.scores
            ),
        )
        for update in updates
    ]
