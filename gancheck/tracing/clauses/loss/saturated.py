"""`saturated`: a note when D has won and nothing reaches G."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gancheck.tracing.clauses.clause import Verdict, clause, kept, note, unseen
from gancheck.tracing.loop.losses import loss_places
from gancheck.tracing.loop.pair import Pair

# A pull on a fake this small, of a loss whose pulls are of order 1, moves nothing.
_NOTHING = 1e-3


@clause(
    "saturated",
    claim="D(G(z)) leaves G a gradient",
    source="Goodfellow et al. 2014, section 3; Arjovsky and Bottou 2017",
)
def saturated(pair: Pair) -> Iterator[Verdict]:
    """How strongly the loss still pulls on fakes at the end of the window; on their logits, where D has probabilities.

    A pull of -1 on a probability near 0 moves the logit by next to nothing.
    """
    sizes = []
    for update in pair.g_updates[-10:]:
        for judged in update.of("fake"):
            pulls = judged.pulled(update.passes)
            if pulls is None:
                continue
            if (pair.probable or pair.readings[1].output == "probability") and judged.score.values is not None:
                pulls = pulls * judged.score.values * (1 - judged.score.values)
            sizes.append(float(np.abs(pulls).sum()))  # A mean over all scores: several a row, or one a pack.
    if not sizes or pair.readings[1].scale > 1:
        yield unseen(pair.too_many or "no gradient of G's loss at D's output was seen")
    elif max(sizes) < _NOTHING:
        yield note(
            "vanishing",
            f"in G's last {len(sizes)} updates its loss pulls on a score with {np.mean(sizes):.1g} on average",
            at=loss_places(pair, pair.g_updates),
            effect="D is sure of every fake: G has next to no gradient",
            change="train D less, or use the non-saturating loss",
            threads=("soumith/ganhacks #36", "soumith/ganhacks #67"),
        )
    else:
        yield kept(f"G's loss pulls on a score with {np.mean(sizes):.2g} on average")
